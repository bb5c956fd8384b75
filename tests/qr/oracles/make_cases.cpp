// Writes random valid codes for other people's programs to read: make_cases COUNT FOLDER [SEED]
// FOLDER/cases.json: one object a line; FOLDER/png/N.png: each symbol; FOLDER/stands.pdf: each code on a poster of its own.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "json/value.hpp"
#include "qr/payload.hpp"
#include "qr/png.hpp"
#include "qr/symbol.hpp"
#include "stands/stands.hpp"

using namespace choqr;
using qr::Field;

namespace {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : engine_{seed} {}
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    std::string text(std::size_t length, std::string_view alphabet) {
        std::string out;
        for (std::size_t i = 0; i < length; ++i) out += alphabet[below(alphabet.size())];
        return out;
    }

private:
    std::mt19937_64 engine_;
};

constexpr std::string_view digits = "0123456789";
constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::string_view words = "abcdefghij KLMNOPQ 0123456789 .,-/+";

// No space at either end: the two readers trim some fields.
std::string words_of(Chance& chance, std::size_t length_max) {
    auto text = chance.text(1 + chance.below(length_max), words);
    for (char* edge : {&text.front(), &text.back()})
        if (*edge == ' ') *edge = 'x';
    return text;
}

qr::PaymentCode random_code(Chance& chance) {
    constexpr std::string_view bins[] = {"970436", "970422", "970415", "970407", "971025", "546034", "963388", "970418"};
    qr::PaymentCode code{*Bin::parse(bins[chance.below(std::size(bins))]), chance.text(1 + chance.below(19), chance.one_in(4) ? letters : digits)};
    if (chance.one_in(2)) code.point_of_initiation = qr::PointOfInitiation::dynamic_code;
    if (chance.one_in(2)) code.amount = Vnd::of(1 + static_cast<std::int64_t>(chance.below(1'000'000'000)));
    if (chance.one_in(2)) code[Field::purpose] = chance.one_in(2) ? chance.text(9, letters) : words_of(chance, 25);
    if (chance.one_in(5)) code[Field::bill_number] = words_of(chance, 15);
    if (chance.one_in(5)) code[Field::terminal_label] = words_of(chance, 15);
    if (chance.one_in(5)) {
        code[Field::merchant_name] = words_of(chance, 25);
        code[Field::merchant_city] = words_of(chance, 15);
    }
    return code;
}

stands::Stand stand_of(const qr::PaymentCode& code, const std::string& payload, std::size_t number) {
    stands::Stand stand;
    stand.market = "Chợ Vũng Tàu";
    stand.stall_code = std::to_string(number);
    stand.account_name = "NGUYEN THI LAN";
    stand.bank = std::string{code.bin.text()};
    stand.last_four = code.account.substr(code.account.size() - std::min<std::size_t>(4, code.account.size()));
    stand.payload = payload;
    return stand;
}

std::string case_json(const qr::PaymentCode& code, const std::string& payload) {
    std::string out = "{\"payload\":" + json::quoted(payload) + ",\"bin\":" + json::quoted(code.bin.text()) + ",\"account\":" + json::quoted(code.account);
    out += ",\"initiation\":\"" + std::to_string(static_cast<int>(code.point_of_initiation)) + "\"";
    out += ",\"amount\":\"" + (code.amount ? std::to_string(code.amount->dong()) : std::string{}) + "\"";
    for (const auto& rule : qr::all_field_rules()) out += "," + json::quoted(rule.name) + ":" + json::quoted(code[rule.field]);
    return out + "}\n";
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) return 2;
    const auto wanted = static_cast<std::size_t>(std::atoi(arguments[1]));
    const std::filesystem::path folder = arguments[2];
    Chance chance{count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 20261122};
    std::filesystem::create_directories(folder / "png");
    std::ofstream cases{folder / "cases.json"};
    std::vector<stands::Stand> list;
    while (list.size() < wanted) {
        const auto code = random_code(chance);
        const auto payload = qr::encode(code);
        if (!payload) continue;  // The additional data may be too long together.
        cases << case_json(code, *payload);
        const auto symbol = qr::Symbol::make(*payload).value();
        std::ofstream{folder / "png" / (std::to_string(list.size()) + ".png"), std::ios::binary} << qr::to_png(symbol, 3 + static_cast<int>(chance.below(4)));
        list.push_back(stand_of(code, *payload, list.size()));
    }
    stands::Options options;
    options.layout = stands::Layout::a4;
    std::ofstream{folder / "stands.pdf", std::ios::binary} << stands::make_pdf(list, options).bytes;
    return 0;
}
