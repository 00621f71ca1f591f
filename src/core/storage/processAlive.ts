/** Whether a process of this machine is there, ours or another user's. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not permitted to signal it: then it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
