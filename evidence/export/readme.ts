export const README = 'x\n';
