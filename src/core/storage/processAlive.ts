/** Whether a process of this machine is there, ours or another user's. */
export function isRunning(
  pid: number,
  kill: (pid: number, signal: 0) => unknown = (each, signal) => process.kill(each, signal),
): boolean {
  // To these, `kill` would mean groups of processes: our own is always there.
  if (!Number.isSafeInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    // Not permitted to signal it: then it is there. Windows has both words for it.
    return error instanceof Error && 'code' in error && (error.code === 'EPERM' || error.code === 'EACCES');
  }
}
