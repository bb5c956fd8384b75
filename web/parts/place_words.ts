// What a place calls its parts: a market has areas and stalls, hamlets have hamlets and houses.

import * as words from "words";

export const is_of_hamlets = (market: { readonly kind?: string } | null): boolean => market !== null && market.kind === "hamlets";

export const title_of_stall = (hamlets: boolean, code: string): string => hamlets ? words.house_title(code) : words.stall_title(code);
export const title_of_zone = (hamlets: boolean, zone: string): string => hamlets ? words.hamlet_title(zone) : words.zone_title(zone);
