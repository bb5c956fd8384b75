#include "simulator/mangle.hpp"

#include <algorithm>
#include <array>

namespace choqr::simulator {
namespace {

using world::Random;

constexpr std::string_view digits = "0123456789";
constexpr std::string_view trace_letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

std::string draw(Random& random, std::string_view alphabet, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += alphabet[random.below(alphabet.size())];
    return text;
}
std::string number(Random& random, std::size_t count) { return draw(random, digits, count); }
std::string two(Random& random, std::uint64_t from, std::uint64_t to) {
    const auto value = std::to_string(from + random.below(to - from + 1));
    return value.size() == 1 ? "0" + value : value;
}
std::string clock_time(Random& random) {
    return two(random, 5, 20) + ":" + two(random, 0, 59) + ":" + two(random, 0, 59);
}
std::string day_month_year(Random& random) { return two(random, 1, 28) + two(random, 1, 12) + "26"; }
std::string sender(Random& random) {
    constexpr std::array<std::string_view, 6> names{"NGUYEN VAN AN", "TRAN THI BE",  "LE VAN CAM",
                                                    "PHAM THI DAO",  "HUYNH VAN EM", "VO THI GAM"};
    return std::string{names[random.below(names.size())]};
}
std::string account(Random& random) { return "0000" + number(random, 8); }

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
}

// The sending app's wrapper of a big bank; most receivers deliver it untouched, inside their own.
std::string from_vcb(const std::string& memo, Random& random) {
    return "MBVCB." + number(random, 11) + "." + number(random, 6) + "." + memo + ".CT tu " +
           account(random) + " " + sender(random) + " toi " + account(random) + " " + sender(random);
}

Delivered plain(const std::string& memo, Random&) { return {memo}; }
Delivered mb(const std::string& memo, Random& random) {
    const auto trace = number(random, 6);
    switch (random.below(4)) {
        case 0:
            return {"CUSTOMER " + memo + "  Trace " + trace};
        case 1:
            return {memo + " FT" + number(random, 14) + " Ma giao dich Trace" + trace + " Trace " + trace};
        case 2:
            return {memo + " " + trace + " - Ma gi ao dich/ Trace " + trace};
        default:
            return {"IBFT " + memo + " Ma giao dich Trace" + trace + " Trace " + trace +
                    " NG CHUYEN:CUSTOMER 0900" + number(random, 6)};
    }
}
Delivered vcb(const std::string& memo, Random& random) {
    if (random.below(2) == 0)
        return {number(random, 6) + "." + day_month_year(random) + "." + number(random, 6) + "." + memo};
    return {from_vcb(memo, random) + " tai VCB"};
}
Delivered vietinbank(const std::string& memo, Random& random) {
    switch (random.below(4)) {
        case 0:
            return {"ND:CT DEN:" + number(random, 12) + " " + memo + "; tai Napas"};
        case 1:
            return {"CT DEN:" + draw(random, trace_letters, 16) + " " + from_vcb(memo, random) +
                    " tai VIETINBANK"};
        case 2:
            return {"ND:CT DEN:" + number(random, 12) + " ICB;" + account(random) + ";" + memo +
                    "; tai Napas"};
        default:
            return {"ND:CT DEN:" + draw(random, trace_letters, 16) + " Thanh toan QR-" + memo};
    }
}
Delivered acb(const std::string& memo, Random& random) {
    switch (random.below(4)) {
        case 0:
            return {memo + " GD " + number(random, 6) + "-" + day_month_year(random) + " " +
                    clock_time(random)};
        case 1:
            return {"QR - " + memo + " GD " + draw(random, trace_letters, 16) + " " + day_month_year(random) +
                    "-" + clock_time(random)};
        case 2:
            return {"ACC-GD " + number(random, 6) + "-2026-09-19T" + clock_time(random) + "-" +
                    number(random, 6) + "-/CTR/" + upper(memo) + "/MAC/" +
                    draw(random, "0123456789ABCDEF", 16)};
        default:
            return {upper(memo) + "-" + day_month_year(random) + "-" + clock_time(random) + " " +
                    number(random, 6)};
    }
}
Delivered bidv(const std::string& memo, Random& random) {
    return {"TKThe :" + account(random) + ", tai Techcombank. " + memo + " -CTLNHIDI" + number(random, 15) +
            "-1/1-CRE-002"};
}
Delivered vpbank(const std::string& memo, Random& random) {
    return {"NHAN TU " + account(random) + " TRACE " + number(random, 6) + " ND " + memo};
}
Delivered sacombank(const std::string& memo, Random& random) {
    return {memo + " CKN " + number(random, 6) + " " + draw(random, trace_letters, 8) + " - " +
            sender(random)};
}
Delivered seabank(const std::string& memo, Random& random) {
    return {memo + " " + number(random, 6) + " . . .  . Nguoi chuyen: " + account(random)};
}
Delivered momo(const std::string& memo, Random& random) {
    const auto id = number(random, 12);
    switch (random.below(4)) {
        case 0:
            return {id + "-" + memo + "-CHUYEN TIEN-OQCH000" + draw(random, trace_letters, 5) + "-MOMO" + id +
                    "MOMO"};
        case 1:
            return {id + "-0900" + number(random, 6) + "-" + memo};
        case 2:
            return {"MoMoT0900" + number(random, 6) + "T" + number(random, 11) + "T970416T" + memo + " GD " +
                    number(random, 6) + "-" + day_month_year(random) + " " + clock_time(random)};
        default:
            return {"PARTNER.DIRECT_DEBITS_VCB.MSE." + id + ".20260125." + id + "-0900" + number(random, 6) +
                    "_" + memo};
    }
}
Delivered zalopay(const std::string& memo, Random& random) {
    return {"PARTNER.DIRECT_DEBITS_VCB.ZLP.ZP" + draw(random, trace_letters, 4) + " " +
            draw(random, trace_letters, 8) + ".20260901." + memo};
}
Delivered wrapped_line(const std::string& memo, Random& random) {
    auto split = memo;
    if (split.size() > 1) split.insert(1 + random.below(split.size() - 1), " ");
    return {number(random, 6) + ".MGVS TT " + split + ".CT TU " + account(random) + " " + sender(random) +
                " TAI TECHCOMBANK",
            Survival::split};
}
Delivered cut(const std::string& memo, Random& random) {
    if (random.below(2) == 0)
        return {"MOMO-CASHOUT-0900" + number(random, 6) + "-OQCO" + draw(random, trace_letters, 8) + "-" +
                    number(random, 12),
                Survival::lost};
    return {"TK 00xxx999|GD: +45,000VND|ND: " + memo.substr(0, memo.size() / 2), Survival::lost};
}

using Habit = Delivered (*)(const std::string&, Random&);
constexpr std::array<std::string_view, 13> habit_names{
    "plain",     "mb",      "vcb",  "vietinbank", "acb",          "bidv", "vpbank",
    "sacombank", "seabank", "momo", "zalopay",    "wrapped line", "cut"};
constexpr std::array<Habit, habit_names.size()> habit_functions{
    plain, mb, vcb, vietinbank, acb, bidv, vpbank, sacombank, seabank, momo, zalopay, wrapped_line, cut};

}  // namespace

std::span<const std::string_view> habits() { return habit_names; }

Delivered deliver(std::string_view memo, std::size_t habit, Random& random) {
    return habit_functions[habit % habit_functions.size()](std::string{memo}, random);
}

}  // namespace choqr::simulator
