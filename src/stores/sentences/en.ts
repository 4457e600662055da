// English. Placeholders as in the sentences of the document: {name}, {name:bytes}, and {name:time} (milliseconds since 1970).

export const en = {
  // Editing.
  opening: 'A workflow is being opened. Edit it in a moment.',
  'did-duplicate': 'Duplicate',
  'did-restore-version': 'Restore {name}',
  'undo-several': 'Several changes',

  // Clipboard.
  'clipboard-not-ours': 'The clipboard holds no part of a workflow. Copy nodes in Faaslab first.',
  'clipboard-too-large': 'The clipboard holds {bytes:bytes}; at most {maximum:bytes} can be pasted.',
  'clipboard-empty': 'The clipboard holds a workflow without nodes and notes. Copy some first.',

  // Files.
  'file-too-large': '{file} has {bytes:bytes}; a workflow holds {maximum:bytes} at most. Nothing was opened.',
  'file-unreadable': '{file} can’t be read ({reason}). Nothing was opened.',

  // Saving.
  'save-quota': 'Not saved: this browser’s storage is full. Free some space, or download a copy.',
  'save-denied':
    'Not saved: this browser lets the page store nothing here (private window or settings). Download a copy.',
  'save-failed': 'Not saved: the browser’s storage failed ({reason}). It is tried again; download a copy to be safe.',
  'save-unverified':
    'Not saved: what was written reads back differently. It is tried again; download a copy to be safe.',
  'save-conflict':
    'Not saved: another tab saved this workflow in between. Open your changes as a copy, or download them.',
  'save-taken-over':
    'Not saved: another tab took this workflow over. Open your last changes as a copy, or download them.',
  'save-newer-app':
    'Not saved: a newer Faaslab in another tab took over this browser’s storage. Download a copy, then reload this tab.',

  // Read-only.
  'tab-other-writes':
    'Another tab edits this workflow; this one shows it. Close the other one, take over, or open a copy.',
  'tab-taken-over': 'Another tab took this workflow over; this one shows it. Open a copy to go on here.',
  'app-newer': 'A newer Faaslab is open in another tab; this one can’t save any more. Reload this tab.',
  'document-newer': 'This workflow was saved by a newer Faaslab. Reload this tab to edit it.',

  // Opening.
  'opened-previous':
    'The last save of {name} is damaged. This is the one before it ({saved:time}); the damaged text can be downloaded.',
  'opened-none': 'No save of {name} can be read. Its texts can be downloaded.',
  'opened-missing': 'There is no such workflow in this browser any more.',
  'remove-open-elsewhere': '{name} is open in another tab. Close it there first.',
  // Running.
  'run-has-errors': 'The workflow has {count} errors. Open Problems, mend them, then run it.',
  'run-repairing': 'A handler did not give the thread back. The run is repeated to find it, and then goes on.',
  'run-verdict-hung':
    'Code in environment {environment} never gave the thread back. Its invocation ends as a timeout; the run goes on.',
  'run-verdict-crashed':
    'Code in environment {environment} used up the memory. Its invocation ends as a killed process; the run goes on.',
  'run-memory':
    'Memory exhausted in this run. It was stopped: handlers keep more than this browser has. Reset to run again.',
  'run-repairs':
    'The run was stopped: it had to be repaired {reason} times. Mend the handlers that never end, then run again.',
  'run-realm': 'The run was stopped ({reason}). Reset to run again.',
  'run-trace': 'The run was stopped: its trace broke the rules ({reason}). Reset to run again.',

  // Ghost runs.
  'ghost-nothing': 'Nothing ran that could be compared yet. Run the workflow, then try it without the policy.',
  'ghost-no-policy': 'The run has no such policy any more. Run again, then try it without.',
  'ghost-memory':
    'The run without it was stopped: without the policy, handlers keep more than this browser has. The real run is untouched.',
  'ghost-repairs':
    'The run without it was stopped: it had to be repaired {reason} times. Mend the handlers that never end.',
  'ghost-realm': 'The run without it was stopped ({reason}). The real run is untouched; try again.',
  'ghost-trace': 'The run without it was stopped: its trace broke the rules ({reason}). The real run is untouched.',
} as const satisfies Readonly<Record<string, string>>

export type StoreSentenceCode = keyof typeof en
