export async function renderPdf(_report: unknown): Promise<Buffer> {
  return Buffer.from('');
}
