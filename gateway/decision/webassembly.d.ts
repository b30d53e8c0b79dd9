/** The part of the WebAssembly JavaScript interface that this step uses: TypeScript has it only among the types of browsers. */
declare namespace WebAssembly {
  interface MemoryDescriptor {
    /** Pages of 64 KiB. */
    initial: number;
    maximum?: number;
    shared?: boolean;
  }

  class Memory {
    constructor(descriptor: MemoryDescriptor);
    readonly buffer: SharedArrayBuffer;
  }

  /** An exported global of type i32. */
  interface Global {
    value: number;
  }

  interface ImportDescriptor {
    kind: string;
    module: string;
    name: string;
  }

  interface ExportDescriptor {
    kind: string;
    name: string;
  }

  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
    static imports(module: Module): ImportDescriptor[];
    static exports(module: Module): ExportDescriptor[];
  }

  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }

  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
  function validate(bytes: Uint8Array): boolean;
}
