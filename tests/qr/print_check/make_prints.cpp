// What the print check photographs: make_prints FOLDER
// a6.pdf and so on: a stand of the demo market in every layout. automatic.png and byte.png: the same code in
// both modes, 16 pixels a module. sizes: "MODULES_AUTOMATIC MODULES_BYTE", quiet zone included. payload: the
// text.
#include <filesystem>
#include <fstream>
#include <string>

#include "qr/payload.hpp"
#include "qr/png.hpp"
#include "qr/symbol.hpp"
#include "stands/stands.hpp"

using namespace choqr;

int main(int count, char** arguments) {
    if (count < 2) return 2;
    const std::filesystem::path folder = arguments[1];
    qr::PaymentCode code{*Bin::parse("970422"), "0123454821"};
    code[qr::Field::purpose] = "CHQH7K4X9";  // A stall's code, as on every stand.
    stands::Stand stand;
    stand.market = "Chợ Vũng Tàu";
    stand.stall_code = "B-12";
    stand.vendor = "Cô Lan";
    stand.goods = "rau củ";
    stand.account_name = "NGUYEN THI LAN";
    stand.bank = "MBBank – Ngân hàng Quân đội";
    stand.last_four = "4821";
    stand.human_code = "H7K4X";
    stand.printed = "11/2026";
    stand.payload = qr::encode(code).value();
    const auto automatic = qr::Symbol::make(stand.payload).value();
    const auto byte = qr::Symbol::make(stand.payload, qr::Correction::medium, qr::SymbolMode::byte).value();
    for (const std::string layout : {"a6", "a5", "a4", "sheet8", "sheet24"}) {
        stands::Options options;
        options.layout = *stands::parse_layout(layout);
        std::ofstream{folder / (layout + ".pdf"), std::ios::binary}
            << stands::make_pdf({&stand, 1}, options).bytes;
    }
    std::ofstream{folder / "automatic.png", std::ios::binary} << qr::to_png(automatic, 16);
    std::ofstream{folder / "byte.png", std::ios::binary} << qr::to_png(byte, 16);
    std::ofstream{folder / "sizes"} << automatic.size() + 8 << ' ' << byte.size() + 8 << '\n';
    std::ofstream{folder / "payload"} << stand.payload << '\n';
    return 0;
}
