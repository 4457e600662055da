// Paths in a template, as paths of a document.

/** `./work/` → `work`, `.` → empty; a folder above the template's comes to lie beside it. */
export function folderOf(path: string): string {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  return parts.map((part) => (part === '..' ? 'up' : part)).join('/')
}
