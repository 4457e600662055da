// Objects that are made when one of their names is first looked at: most environments of a run use few of the many
// names a handler is given, and a thousand environments must stay small.

type LazyClass = new (make: () => object) => object

export function defineLazyObject(names: readonly string[]): LazyClass {
  class Lazy {
    #make: (() => object) | undefined

    constructor(make: () => object) {
      this.#make = make
    }

    /** From now on its names are its own. */
    static fill(lazy: object): void {
      if (!(#make in lazy) || !lazy.#make) return
      const made = lazy.#make()
      lazy.#make = undefined
      for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(made))) {
        if (!Object.hasOwn(lazy, name)) Object.defineProperty(lazy, name, descriptor)
      }
    }
  }
  for (const name of names) {
    Object.defineProperty(Lazy.prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: object) {
        Lazy.fill(this)
        return Object.getOwnPropertyDescriptor(this, name)?.value as unknown
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true })
      },
    })
  }
  Object.defineProperty(Lazy.prototype, 'constructor', { value: Object, writable: true, configurable: true })
  return Lazy
}
