import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';

/**
 * Stands for the response in the proxy library's eyes. The real one stays out of its hands: on an
 * upstream's failure the library would write to it or cut it, and the pipeline must do that, with a
 * record.
 */
export class Reply extends EventEmitter {
  headersSent = false;
  finished = false;
  writableEnded = false;
  writableFinished = false;
  destroyed = false;

  /** Ends the exchange: the library lets go of the upstream, at once if its answer is not complete. */
  release(complete: boolean): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.finished = complete;
    this.writableEnded = complete;
    this.writableFinished = complete;
    this.emit('close');
  }

  /** Called by the library when the upstream broke off; the reader of the upstream's stream sees that itself. */
  destroy(): this {
    return this;
  }

  asServerResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}
