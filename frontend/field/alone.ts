// One window at a time: two of them would write over each other's open visit.

export type Claim = "mine" | "elsewhere";

// A page that is loaded anew may have to wait a moment until its old self is gone.
const patience = 1_500;

// claim holds the app for this window until it closes, or until another window
// is told to take it; then lost is called.
export function claim(take: boolean, lost: () => unknown): Promise<Claim> {
  return new Promise((answer) => {
    let held = false;
    const options: LockOptions = take ? { steal: true } : { signal: AbortSignal.timeout(patience) };
    navigator.locks
      .request("rinnalla-field", options, () => {
        held = true;
        answer("mine");
        return new Promise<void>(() => {});
      })
      .catch(() => (held ? lost() : answer("elsewhere")));
  });
}
