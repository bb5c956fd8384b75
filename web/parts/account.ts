// An account as people compare it: its bank and its last digits.

import type { AccountFace } from "../api/types";

/// "MB …4821": of the account on the stand. Empty without one.
export const face_of = (accounts: readonly AccountFace[] = []): string => accounts.length ? `${accounts[0]!.bank} …${accounts[0]!.last_digits}` : "";
