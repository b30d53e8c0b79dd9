/** Reads server-sent events. */
export interface SentEvent {
  event: string;
  data: unknown;
}

/** The events of an answer, as they come; comments are left out. */
export async function* readEvents(response: Response): AsyncGenerator<SentEvent, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) };
    }
  }
}
