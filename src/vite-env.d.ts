// The modules the build makes (.house/vite): scripts that are not part of the page, by URL, and the frame a run lives in.

/** The sealed worker as one classic script: an http URL in the page, a file URL in Node. */
declare module 'virtual:sealed-worker' {
  export const sealedWorkerUrl: string
}

/** The AWS SDK's clients (src/runtime/aws/sdk), each a classic script that leaves its exports in a variable `faaslabAwsSdk`. */
declare module 'virtual:aws-sdk' {
  export const awsSdkUrl: (script: string) => Promise<string>
}

/** The text of src/exported as one module without imports, for exported projects. To be imported lazily. */
declare module 'virtual:exported-resilience' {
  export const exportedResilience: string
}

/** What the README of each folder in src/nodes says, without its table of tests. */
declare module 'virtual:kind-pages' {
  /** A paragraph or a list item, cut where code begins and ends. */
  export interface Block {
    readonly at: number
    readonly listed: boolean
    readonly pieces: readonly { readonly at: number; readonly text: string; readonly code: boolean }[]
  }
  export interface KindPage {
    /** The folder's name, which is the kind where it is one. */
    readonly name: string
    readonly lead: readonly Block[]
    readonly sections: readonly { readonly heading: string; readonly blocks: readonly Block[] }[]
  }
  export const kindPages: readonly KindPage[]
}

declare module 'virtual:frame-bootstrap' {
  /** The script of the opaque frame; its hash stands in the page's policy and in the frame's. */
  export const frameBootstrap: string
  /** The whole `srcdoc` of the frame. */
  export const frameDocument: string
}
