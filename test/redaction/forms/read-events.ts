/** What a reader of server-sent events sees: written anew from WHATWG HTML section 9.2.6, on text. */
export interface SeenEvent {
  type: string;
  id: string;
  data: string;
}

/** Reads a whole stream; an event without its blank line is not seen. */
export function readEvents(stream: string): SeenEvent[] {
  const events: SeenEvent[] = [];
  let type = '';
  let id = '';
  let data: string[] | undefined;
  const lines = stream.replace(/^\u{feff}/u, '').split(/\r\n|\r|\n/);
  // What stands after the last line end is no line.
  for (const line of lines.slice(0, -1)) {
    const [, field, value] = /^([^:]*)(?::\x20?(.*))?$/su.exec(line)!;
    if (line === '') {
      if (data) events.push({ type, id, data: data.join('\n') });
      type = '';
      data = undefined;
    } else if (field === 'data') (data ??= []).push(value ?? '');
    else if (field === 'event') type = value ?? '';
    else if (field === 'id') id = value ?? '';
  }
  return events;
}
