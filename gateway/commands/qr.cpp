#include "gateway/commands/qr.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iostream>
#include <iterator>

#include "gateway/commands/banks.hpp"
#include "gateway/commands/options.hpp"
#include "gateway/commands/picture_file.hpp"
#include "pictures/quick_link.hpp"
#include "qr/payload.hpp"
#include "qr/png.hpp"
#include "qr/svg.hpp"
#include "qr/symbol.hpp"
#include "qr/terminal.hpp"

namespace choqr::gateway {
namespace {

constexpr int done = 0, failed = 1, wrong_usage = 2;

constexpr const char* usage =
    "usage: choqr qr encode --bin BIN|BANK --account A [--service QRIBFTTA|QRIBFTTC|QRPUSH|QRCASH] [--amount "
    "N] [--content S]\n"
    "         [--bill-number S] [--merchant-name S] [--merchant-city S] [--mcc N] [--postal-code S] [--set "
    "ID.SUB=VALUE]...\n"
    "         [--static|--dynamic] [--format payload|svg|png|terminal] [--size PIXELS] [--level L|M|Q|H] "
    "[--byte-mode] [-o FILE]\n"
    "       choqr qr decode [--strict|--lenient] PAYLOAD|-\n"
    "       choqr qr read [--strict|--lenient] IMAGE|-       PNG, JPEG, WebP, GIF or BMP\n"
    "A code with an amount is dynamic, one without is static, unless told.\n";

int complain(std::ostream& err, std::string_view line) {
    err << "choqr qr: " << line << '\n';
    return wrong_usage;
}

struct NamedField {
    std::string_view option;
    qr::FieldPath path;
};
constexpr std::array<NamedField, 10> named_fields{{{"--bin", {38, 1, 0}},
                                                   {"--account", {38, 1, 1}},
                                                   {"--service", {38, 2}},
                                                   {"--amount", {54}},
                                                   {"--content", {62, 8}},
                                                   {"--bill-number", {62, 1}},
                                                   {"--merchant-name", {59}},
                                                   {"--merchant-city", {60}},
                                                   {"--mcc", {52}},
                                                   {"--postal-code", {61}}}};

// The option by which a field was given, so that the complaint is about what the user typed.
std::string option_of(qr::FieldPath path) {
    for (const auto& named : named_fields)
        if (named.path == path) return std::string{named.option};
    return "--set " + path.text();
}

int complain(std::ostream& err, const qr::Refusal& refusal) {
    return complain(err, option_of(refusal.path) + ": field " + refusal.sentence());
}

// ---- encode ----

std::optional<qr::Refusal> set_named_fields(qr::PaymentCode& code, const ParsedArguments& arguments) {
    for (const auto& [option, path] : named_fields) {
        if (option == "--bin" || option == "--account") continue;
        const auto value = arguments.value(option);
        if (!value) continue;
        if (auto refusal = qr::set_field(code, path, *value)) return refusal;
    }
    return std::nullopt;
}

// "62.07=QUAY12". The complaint, or nothing.
std::optional<std::string> set_other_fields(qr::PaymentCode& code, const ParsedArguments& arguments) {
    for (const auto& [option, value] : arguments.options) {
        if (option != "--set") continue;
        const auto equals = value.find('=');
        const auto path = qr::parse_field_path(value.substr(0, equals));
        if (equals == std::string_view::npos || !path) return "--set: expected ID.SUB=VALUE, for example 62.07=QUAY12";
        if (const auto refusal = qr::set_field(code, *path, value.substr(equals + 1)))
            return "--set " + path->text() + ": field " + refusal->sentence();
    }
    return std::nullopt;
}

void set_point_of_initiation(qr::PaymentCode& code, const ParsedArguments& arguments) {
    using enum qr::PointOfInitiation;
    const bool set = std::ranges::any_of(arguments.options, [](const auto& option) { return option.name == "--set" && option.value.starts_with("01="); });
    if (arguments.has("--static")) code.point_of_initiation = static_code;
    else if (arguments.has("--dynamic") || (code.amount && !set)) code.point_of_initiation = dynamic_code;
}

std::optional<qr::Correction> parse_level(std::string_view text) {
    constexpr std::string_view letters = "LMQH";
    const auto place = text.size() == 1 ? letters.find(text.front()) : std::string_view::npos;
    return place == std::string_view::npos ? std::nullopt : std::optional{static_cast<qr::Correction>(place)};
}

struct Drawing {
    std::string_view format = "payload";
    qr::Correction level = qr::Correction::medium;
    qr::SymbolMode mode = qr::SymbolMode::automatic;
    int size = 0;  ///< Pixels; 0 is eight a module.
};

std::optional<std::string> read_drawing(Drawing& drawing, const ParsedArguments& arguments) {
    drawing.format = arguments.value("--format").value_or("payload");
    constexpr std::array<std::string_view, 4> formats{"payload", "svg", "png", "terminal"};
    if (std::ranges::find(formats, drawing.format) == formats.end()) return "--format: payload, svg, png or terminal";
    const auto level = parse_level(arguments.value("--level").value_or("M"));
    if (!level) return "--level: L, M, Q or H";
    drawing.level = *level;
    if (arguments.has("--byte-mode")) drawing.mode = qr::SymbolMode::byte;
    if (const auto size = arguments.value("--size")) {
        const auto [end, error] = std::from_chars(size->data(), size->data() + size->size(), drawing.size);
        if (error != std::errc{} || end != size->data() + size->size() || drawing.size < 21 || drawing.size > 10'000)
            return "--size: a number of pixels from 21 to 10000";
    }
    return std::nullopt;
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

int write_result(const std::string& bytes, std::optional<std::string_view> file, std::ostream& out, std::ostream& err) {
    if (!file || *file == "-") {
        out << bytes << std::flush;
        return out ? done : failed;
    }
    std::ofstream stream{std::string{*file}, std::ios::binary};
    stream << bytes;
    stream.close();
    if (stream) return done;
    err << "choqr qr: -o: cannot write " << *file << '\n';
    return failed;
}

int encode(std::span<const std::string_view> words, std::ostream& out, std::ostream& err) {
    const auto arguments = parse_arguments(words,
                                           {"--bin", "--account", "--service", "--amount", "--content", "--bill-number", "--merchant-name",
                                            "--merchant-city", "--mcc", "--postal-code", "--set", "--format", "--size", "--level", "-o"},
                                           {"--static", "--dynamic", "--byte-mode"}, "--set");
    if (!arguments.problem.empty()) return complain(err, arguments.problem);
    if (!arguments.words.empty()) return complain(err, std::string{arguments.words.front()} + ": not an option");
    if (arguments.has("--static") && arguments.has("--dynamic")) return complain(err, "--dynamic: not together with --static");
    const auto bank = arguments.value("--bin"), account = arguments.value("--account");
    if (!bank) return complain(err, "--bin: is missing");
    if (!account) return complain(err, "--account: is missing");
    // Six digits are a BIN whether or not the directory knows it.
    const auto known = find_picture_bank(*bank);
    const auto bin = known ? std::optional{known->bin} : Bin::parse(*bank);
    if (!bin) return complain(err, "--bin: no bank by this name, and not a BIN of six digits");

    qr::PaymentCode code{*bin, std::string{*account}};
    if (const auto refusal = set_named_fields(code, arguments)) return complain(err, *refusal);
    if (const auto problem = set_other_fields(code, arguments)) return complain(err, *problem);
    set_point_of_initiation(code, arguments);
    Drawing drawing;
    if (const auto problem = read_drawing(drawing, arguments)) return complain(err, *problem);
    const auto payload = qr::encode(code);
    if (!payload) return complain(err, payload.error());
    const auto bytes = draw(*payload, drawing);
    if (bytes.empty()) return complain(err, "--size: too few pixels for this symbol");
    return write_result(bytes, arguments.value("-o"), out, err);
}

// ---- decode and read ----

std::optional<qr::Strictness> strictness_of(const ParsedArguments& arguments) {
    if (arguments.has("--strict") && arguments.has("--lenient")) return std::nullopt;
    return arguments.has("--lenient") ? qr::Strictness::lenient : qr::Strictness::strict;
}

int print_decoded(std::string_view payload, qr::Strictness strictness, std::ostream& out) {
    out << pictures::decoded_json(payload, strictness, find_picture_bank) << '\n';
    return qr::decode(payload, strictness).has_value() ? done : failed;
}

int decode(std::span<const std::string_view> words, std::ostream& out, std::ostream& err) {
    const auto arguments = parse_arguments(words, {}, {"--strict", "--lenient"});
    if (!arguments.problem.empty()) return complain(err, arguments.problem);
    const auto strictness = strictness_of(arguments);
    if (!strictness) return complain(err, "--lenient: not together with --strict");
    if (arguments.words.size() != 1) return complain(err, "decode: expected one PAYLOAD, or - for standard input");
    if (arguments.words.front() != "-") return print_decoded(arguments.words.front(), *strictness, out);
    // What a pipe or a scanner gun adds is not the code's.
    const std::string input{std::istreambuf_iterator<char>{std::cin}, {}};
    return print_decoded(qr::without_outer_white_space(input), *strictness, out);
}

int read(std::span<const std::string_view> words, const std::string& program, std::ostream& out,
         std::ostream& err) {
    const auto arguments = parse_arguments(words, {}, {"--strict", "--lenient"});
    if (!arguments.problem.empty()) return complain(err, arguments.problem);
    const auto strictness = strictness_of(arguments);
    if (!strictness) return complain(err, "--lenient: not together with --strict");
    if (arguments.words.size() != 1)
        return complain(err, "read: expected one IMAGE, or - for standard input");
    const std::string name{arguments.words.front()};
    const auto not_read = [&](const std::string& why) {
        err << "choqr qr: " << name << ": " << why << '\n';
        return failed;
    };
    auto file = read_picture_file(name);
    if (!file.problem.empty()) return not_read(file.problem);
    if (file.bytes.size() > qr_reader::picture_bytes_max)
        return not_read(sentence_of(qr_reader::Problem::too_large));
    const auto reading = read_in_child(std::move(file.bytes), program);
    if (!reading) return not_read(sentence_of(reading.error()));
    if (reading->problem == qr_reader::Problem::nothing_found) {
        out << pictures::nothing_found_json() << '\n';
        return failed;
    }
    if (reading->problem != qr_reader::Problem::none) return not_read(sentence_of(reading->problem));
    int outcome = done;
    for (const auto& text : reading->texts)
        outcome = std::max(outcome, print_decoded(text, *strictness, out));
    return outcome;
}

}  // namespace

int run_qr(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err,
           const std::string& program) {
    const auto command = arguments.empty() ? std::string_view{} : arguments.front();
    const auto rest = arguments.empty() ? arguments : arguments.subspan(1);
    if (command == "encode") return encode(rest, out, err);
    if (command == "decode") return decode(rest, out, err);
    if (command == "read") return read(rest, program, out, err);
    if (command == "--help" || command == "-h") {
        out << usage;
        return done;
    }
    return complain(err, "expected encode, decode or read; see choqr qr --help");
}

}  // namespace choqr::gateway
