// Of the package, what is used here: the checkout holds no node_modules for the compiler to read.

declare module "zxing-wasm/reader" {
    export interface Read { readonly isValid: boolean; readonly text: string }
    export interface ReaderOptions { formats: string[]; maxNumberOfSymbols: number; textMode: string }
    export function prepareZXingModule(options: { overrides: { locateFile: () => string }; fireImmediately: true }): Promise<unknown>;
    export function readBarcodes(picture: ImageData, options: ReaderOptions): Promise<Read[]>;
}
