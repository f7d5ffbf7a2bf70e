// One window at a time: two of them would write over each other's open visit.

export type Claim = "mine" | "elsewhere";

// claim holds the app for this window until it closes, or until another window
// is told to take it; then lost is called.
export function claim(take: boolean, lost: () => unknown): Promise<Claim> {
  return new Promise((answer) => {
    const options: LockOptions = take ? { steal: true } : { ifAvailable: true };
    navigator.locks
      .request("rinnalla-field", options, (lock) => {
        answer(lock ? "mine" : "elsewhere");
        return lock ? new Promise<void>(() => {}) : undefined;
      })
      .catch(() => lost());
  });
}
