// What a phone keeps of other people's data: sealed with AES-GCM in IndexedDB. The key is made by the browser, stays with it, and no
// script can read it out (decision 0711: what that protects against, and what not). Only over TLS and on this machine.

interface Sealed { readonly iv: Uint8Array; readonly sealed: ArrayBuffer }

const keys = "keys", items = "items", the_key = "aes";

function done<T>(request: IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

function opened(name: string): Promise<IDBDatabase> {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
        request.result.createObjectStore(keys);
        request.result.createObjectStore(items);
    };
    return done(request);
}

/// What is written is there once it is complete, not once it was asked for.
function written(base: IDBDatabase, store: string, write: (into: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
        const transaction = base.transaction(store, "readwrite");
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error || new Error("not written"));
        write(transaction.objectStore(store));
    });
}

const read = <T>(base: IDBDatabase, store: string, ask: (from: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    done(ask(base.transaction(store, "readonly").objectStore(store)));

/// Of two tabs that make one at once the first one's is both's.
async function key_of(base: IDBDatabase): Promise<CryptoKey> {
    const kept = await read<CryptoKey | undefined>(base, keys, (from) => from.get(the_key));
    if (kept) return kept;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await written(base, keys, (into) => into.add(made, the_key)).catch(() => undefined);
    return read<CryptoKey>(base, keys, (from) => from.get(the_key));
}

export class Safe {
    private constructor(private readonly name_: string, private readonly base_: IDBDatabase, private readonly key_: CryptoKey) {}

    /// Throws where a browser has none of it, or nothing can be kept.
    static async open(name: string): Promise<Safe> {
        const base = await opened(name);
        return new Safe(name, base, await key_of(base));
    }

    /// Done when it is on the phone. Throws when it is full.
    async put(id: string, value: unknown): Promise<void> {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const sealed = await crypto.subtle.encrypt(this.how_(iv, id), this.key_, new TextEncoder().encode(JSON.stringify(value)));
        await written(this.base_, items, (into) => into.put({ iv, sealed }, id));
    }

    /// Null: there is none of that name.
    async get<T>(id: string): Promise<T | null> {
        const kept = await read<Sealed | undefined>(this.base_, items, (from) => from.get(id));
        return kept ? this.opened_<T>(id, kept) : null;
    }

    /// In the order of their names.
    async all<T>(prefix: string): Promise<T[]> {
        const names = (await read(this.base_, items, (from) => from.getAllKeys())).map(String).filter((id) => id.startsWith(prefix));
        const found = await Promise.all(names.sort().map((id) => this.get<T>(id)));
        return found.filter((one): one is Awaited<T> & T => one !== null);
    }

    remove(id: string): Promise<void> { return written(this.base_, items, (from) => from.delete(id)); }

    /// With the key: what a copy of the disk still has of it opens no more.
    async destroy(): Promise<void> {
        await written(this.base_, items, (all) => all.clear());
        await written(this.base_, keys, (all) => all.clear());
        this.base_.close();
        indexedDB.deleteDatabase(this.name_);
    }

    /// Bound to its name: nothing that was sealed for one thing is opened as another.
    private how_(iv: Uint8Array, id: string): AesGcmParams {
        return { name: "AES-GCM", iv: iv as BufferSource, additionalData: new TextEncoder().encode(`${this.name_} ${id}`) };
    }

    private async opened_<T>(id: string, { iv, sealed }: Sealed): Promise<T> {
        return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(this.how_(iv, id), this.key_, sealed)));
    }
}
