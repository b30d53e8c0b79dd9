import { loadConfig } from '../gateway/config/load-config.ts';

/** `regent check-config`: silent praise or every fault; the exit code says which. */
export async function checkConfig(file: string): Promise<void> {
  const config = await loadConfig(file);
  const names = config.connections.map(({ name }) => name).join(', ');
  console.log(`${file} is valid: gateway ${config.gateway.id}, connections ${names}`);
}
