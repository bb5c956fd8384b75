// ZXing-C++ as WebAssembly (decision 0711). The package would fetch its program from a server of others: it is given our address.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import "../../device/zxing";

/// More than two are not counted: they are nobody's choice anyway.
const options = { formats: ["QRCode"], maxNumberOfSymbols: 4, textMode: "Plain" };

window.choqr_zxing = async (address) => {
    await prepareZXingModule({ overrides: { locateFile: () => address }, fireImmediately: true });
    return async (picture) => (await readBarcodes(picture, options)).filter(({ isValid }) => isValid).map(({ text }) => text);
};
