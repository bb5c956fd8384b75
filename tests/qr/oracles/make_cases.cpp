// Writes random valid codes for other people's programs to read: make_cases COUNT FOLDER [ON_PAPER [SEED]]
// FOLDER/cases.json: one object a line; FOLDER/png/N.png: each symbol; FOLDER/a4.pdf and so on: the first
// ON_PAPER (all) as stands, one file a layout.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "json/value.hpp"
#include "qr/payload.hpp"
#include "qr/png.hpp"
#include "qr/symbol.hpp"
#include "random_codes.hpp"
#include "stands/stands.hpp"

using namespace choqr;
using oracles::Chance;

namespace {

stands::Stand stand_of(const qr::PaymentCode& code, const std::string& payload, std::size_t number) {
    stands::Stand stand;
    stand.market = "Chợ Vũng Tàu";
    stand.stall_code = std::to_string(number);
    stand.account_name = "NGUYEN THI LAN";
    stand.bank = std::string{code.bin.text()};
    stand.last_four =
        code.account.substr(code.account.size() - std::min<std::size_t>(4, code.account.size()));
    stand.payload = payload;
    return stand;
}

std::string case_json(const qr::PaymentCode& code, const std::string& payload) {
    std::string out = "{\"payload\":" + json::quoted(payload) + ",\"bin\":" + json::quoted(code.bin.text()) +
                      ",\"account\":" + json::quoted(code.account);
    out += ",\"initiation\":\"" + std::to_string(static_cast<int>(code.point_of_initiation)) + "\"";
    out += ",\"amount\":\"" + (code.amount ? std::to_string(code.amount->dong()) : std::string{}) + "\"";
    for (const auto& rule : qr::all_field_rules())
        out += "," + json::quoted(rule.name) + ":" + json::quoted(code[rule.field]);
    return out + "}\n";
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) return 2;
    const auto wanted = static_cast<std::size_t>(std::atoi(arguments[1]));
    const std::filesystem::path folder = arguments[2];
    const auto on_paper = count > 3 ? static_cast<std::size_t>(std::atoi(arguments[3])) : wanted;
    Chance chance{count > 4 ? std::strtoull(arguments[4], nullptr, 10) : 20261122};
    std::filesystem::create_directories(folder / "png");
    std::ofstream cases{folder / "cases.json"};
    std::vector<stands::Stand> list;
    while (list.size() < wanted) {
        const auto code = oracles::random_code(chance);
        const auto payload = qr::encode(code);
        if (!payload) continue;  // The additional data may be too long together.
        cases << case_json(code, *payload);
        const auto symbol = qr::Symbol::make(*payload).value();
        std::ofstream{folder / "png" / (std::to_string(list.size()) + ".png"), std::ios::binary}
            << qr::to_png(symbol, 3 + static_cast<int>(chance.below(4)));
        list.push_back(stand_of(code, *payload, list.size()));
    }
    list.resize(std::min(list.size(), on_paper));
    for (const std::string layout : {"a4", "a6", "sheet8", "sheet24"}) {
        stands::Options options;
        options.layout = *stands::parse_layout(layout);
        std::ofstream{folder / (layout + ".pdf"), std::ios::binary} << stands::make_pdf(list, options).bytes;
    }
    return 0;
}
