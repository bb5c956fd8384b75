#include "cli/qr.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/vnd.hpp"
#include "cli/picture_file.hpp"
#include "pictures/quick_link.hpp"
#include "printing/picture_banks.hpp"
#include "qr/payload.hpp"
#include "qr/png.hpp"
#include "qr/svg.hpp"
#include "qr/symbol.hpp"
#include "qr/terminal.hpp"

namespace choqr::gateway {
namespace {

constexpr int done = 0, failed = 1;

// What is wrong with an option, and what to write instead.
[[noreturn]] void refuse(const std::string& option, const std::string& english,
                         const std::string& vietnamese) {
    throw UsageError{option + ": " + english, option + ": " + vietnamese};
}

struct NamedField {
    std::string_view option;
    qr::FieldPath path;
    Sentence what_to_write;
};
constexpr std::array<NamedField, 10> named_fields{{
    {"--bin",
     {38, 1, 0},
     {"six digits or a bank's name, vietcombank", "sáu số hoặc tên ngân hàng, vietcombank"}},
    {"--account", {38, 1, 1}, {"1 to 19 letters and digits", "1 đến 19 chữ và số"}},
    {"--service",
     {38, 2},
     {"QRIBFTTA, QRIBFTTC, QRPUSH or QRCASH", "QRIBFTTA, QRIBFTTC, QRPUSH hoặc QRCASH"}},
    {"--amount",
     {54},
     {"a whole number of dong, 1 to 9999999999999", "số tiền nguyên đồng, 1 đến 9999999999999"}},
    {"--content",
     {62, 8},
     {"at most 25 plain letters, digits and spaces", "nhiều nhất 25 chữ, số và dấu cách"}},
    {"--bill-number", {62, 1}, {"at most 25 characters", "nhiều nhất 25 ký tự"}},
    {"--merchant-name", {59}, {"at most 25 characters", "nhiều nhất 25 ký tự"}},
    {"--merchant-city", {60}, {"at most 15 characters", "nhiều nhất 15 ký tự"}},
    {"--mcc", {52}, {"four digits", "bốn chữ số"}},
    {"--postal-code", {61}, {"at most 10 characters", "nhiều nhất 10 ký tự"}},
}};

// By the option by which the field was given, so that the complaint is about what the user typed.
[[noreturn]] void refuse(const qr::Refusal& refusal) {
    const auto named = std::ranges::find(named_fields, refusal.path, &NamedField::path);
    if (named == named_fields.end())
        refuse("--set " + refusal.path.text(), "field " + refusal.sentence(), "trường " + refusal.sentence());
    refuse(
        std::string{named->option},
        "write " + std::string{named->what_to_write.english} + " (field " + refusal.sentence() + ")",
        "hãy viết " + std::string{named->what_to_write.vietnamese} + " (trường " + refusal.sentence() + ")");
}

/// An amount is looked at before the field is: "54 is malformed" helps nobody.
void check_amount(const std::string& text) {
    const auto digits = std::string_view{text}.substr(text.starts_with('-') ? 1 : 0);
    const bool is_whole =
        !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_whole)
        refuse("--amount", "\"" + text + "\" is not a whole number of dong; write digits alone, 45000",
               "“" + text + "” không phải số nguyên đồng; chỉ viết chữ số, 45000");
    if (text.starts_with('-') || digits.find_first_not_of('0') == std::string_view::npos)
        refuse("--amount", text + " is not positive; write at least 1 dong",
               text + " không phải số dương; hãy viết ít nhất 1 đồng");
    if (!parse_vnd(text))
        refuse("--amount", text + " is too much for a code; write at most 9999999999999",
               text + " quá lớn cho một mã; hãy viết nhiều nhất 9999999999999");
}

// ---- encode ----

void set_named_fields(qr::PaymentCode& code, const Arguments& arguments) {
    if (const auto amount = arguments.value("--amount")) check_amount(*amount);
    for (const auto& [option, path, what] : named_fields) {
        if (option == "--bin" || option == "--account") continue;
        const auto value = arguments.value(option);
        if (!value) continue;
        if (const auto refusal = qr::set_field(code, path, *value)) refuse(*refusal);
    }
}

// "62.07=QUAY12".
void set_other_fields(qr::PaymentCode& code, const Arguments& arguments) {
    for (const auto& setting : arguments.all("--set")) {
        const std::string_view value{setting};
        const auto equals = value.find('=');
        const auto path = qr::parse_field_path(value.substr(0, equals));
        if (equals == std::string_view::npos || !path)
            refuse("--set", "write ID.SUB=VALUE, for example 62.07=QUAY12",
                   "hãy viết ID.SUB=GIÁ_TRỊ, ví dụ 62.07=QUAY12");
        if (const auto refusal = qr::set_field(code, *path, value.substr(equals + 1)))
            refuse("--set " + path->text(), "field " + refusal->sentence(), "trường " + refusal->sentence());
    }
}

void set_point_of_initiation(qr::PaymentCode& code, const Arguments& arguments) {
    using enum qr::PointOfInitiation;
    const bool set = std::ranges::any_of(arguments.all("--set"),
                                         [](const auto& setting) { return setting.starts_with("01="); });
    if (arguments.has("--static"))
        code.point_of_initiation = static_code;
    else if (arguments.has("--dynamic") || (code.amount && !set))
        code.point_of_initiation = dynamic_code;
}

struct Drawing {
    std::string format = "payload";
    qr::Correction level = qr::Correction::medium;
    qr::SymbolMode mode = qr::SymbolMode::automatic;
    int size = 0;  ///< Pixels; 0 is eight a module.
};

Drawing drawing_of(const Arguments& arguments) {
    constexpr std::string_view levels = "LMQH";
    Drawing drawing;
    drawing.format = arguments.value("--format").value_or(drawing.format);
    drawing.level = static_cast<qr::Correction>(levels.find(arguments.value("--level").value_or("M")));
    if (arguments.has("--byte-mode")) drawing.mode = qr::SymbolMode::byte;
    drawing.size = static_cast<int>(arguments.number("--size").value_or(0));
    return drawing;
}

// Empty if the size is too small for the symbol.
std::string draw(std::string_view payload, const Drawing& drawing) {
    if (drawing.format == "payload") return std::string{payload} + "\n";
    const auto symbol = qr::Symbol::make(payload, drawing.level, drawing.mode);
    if (!symbol) return {};
    if (drawing.format == "svg") return qr::to_svg(*symbol, drawing.size);
    if (drawing.format == "terminal") return qr::to_terminal(*symbol);
    return drawing.size == 0 ? qr::to_png(*symbol) : qr::to_png_of_size(*symbol, drawing.size);
}

int write_result(const std::string& bytes, const std::optional<std::string>& file,
                 Surroundings& surroundings) {
    if (!file || *file == "-") {
        surroundings.out << bytes << std::flush;
        return surroundings.out ? done : failed;
    }
    std::ofstream stream{*file, std::ios::binary};
    stream << bytes;
    stream.close();
    if (stream) return done;
    surroundings.err << "choqr qr: -o: cannot write " << *file << '\n';
    return failed;
}

void check_not_both(const Arguments& arguments, const std::string& one, const std::string& other) {
    if (arguments.has(one) && arguments.has(other))
        refuse(other, "not together with " + one + "; choose one", "không đi cùng " + one + "; hãy chọn một");
}

// ---- decode and read ----

qr::Strictness strictness_of(const Arguments& arguments) {
    check_not_both(arguments, "--strict", "--lenient");
    return arguments.has("--lenient") ? qr::Strictness::lenient : qr::Strictness::strict;
}

int print_decoded(std::string_view payload, qr::Strictness strictness, std::ostream& out) {
    out << pictures::decoded_json(payload, strictness, find_picture_bank) << '\n';
    return qr::decode(payload, strictness).has_value() ? done : failed;
}

}  // namespace

int run_qr_encode(const Arguments& arguments, Surroundings& surroundings) {
    check_not_both(arguments, "--static", "--dynamic");
    const auto bank = arguments.required("--bin");
    // Six digits are a BIN whether or not the directory knows it.
    const auto known = find_picture_bank(bank);
    const auto bin = known ? std::optional{known->bin} : Bin::parse(bank);
    if (!bin)
        refuse("--bin", "no bank by this name, and not a BIN; write six digits or a name, vietcombank",
               "không có ngân hàng tên này, cũng không phải mã BIN; hãy viết sáu số hoặc tên, vietcombank");
    qr::PaymentCode code{*bin, arguments.required("--account")};
    set_named_fields(code, arguments);
    set_other_fields(code, arguments);
    set_point_of_initiation(code, arguments);
    const auto drawing = drawing_of(arguments);
    const auto payload = qr::encode(code);
    if (!payload) refuse(payload.error());
    const auto bytes = draw(*payload, drawing);
    if (bytes.empty())
        refuse("--size", "too few pixels for this symbol; write more",
               "quá ít điểm ảnh cho mã này; hãy viết số lớn hơn");
    return write_result(bytes, arguments.value("--output"), surroundings);
}

int run_qr_decode(const Arguments& arguments, Surroundings& surroundings) {
    const auto strictness = strictness_of(arguments);
    const auto& payload = arguments.words().front();
    if (payload != "-") return print_decoded(payload, strictness, surroundings.out);
    // What a pipe or a scanner gun adds is not the code's.
    const std::string input{std::istreambuf_iterator<char>{std::cin}, {}};
    return print_decoded(qr::without_outer_white_space(input), strictness, surroundings.out);
}

int run_qr_read(const Arguments& arguments, Surroundings& surroundings) {
    const auto strictness = strictness_of(arguments);
    const auto& name = arguments.words().front();
    const auto not_read = [&](const std::string& why) {
        surroundings.err << "choqr qr: " << name << ": " << why << '\n';
        return failed;
    };
    auto file = read_picture_file(name);
    if (!file.problem.empty()) return not_read(file.problem);
    if (file.bytes.size() > qr_reader::picture_bytes_max)
        return not_read(sentence_of(qr_reader::Problem::too_large));
    const auto reading = read_in_child(std::move(file.bytes), surroundings.program);
    if (!reading) return not_read(sentence_of(reading.error()));
    if (reading->problem == qr_reader::Problem::nothing_found) {
        surroundings.out << pictures::nothing_found_json() << '\n';
        return failed;
    }
    if (reading->problem != qr_reader::Problem::none) return not_read(sentence_of(reading->problem));
    int outcome = done;
    for (const auto& text : reading->texts)
        outcome = std::max(outcome, print_decoded(text, strictness, surroundings.out));
    return outcome;
}

}  // namespace choqr::gateway
