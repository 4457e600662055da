// Packages without types of their own, as far as they are used here.
declare module 'events/events.js' {
  const EventEmitter: (new () => object) & { readonly prototype: object }
  export default EventEmitter
}
