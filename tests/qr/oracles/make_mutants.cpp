// Writes damaged and hostile codes with right checksums, and what decode() says of them: make_mutants COUNT
// FILE [SEED] One JSON object a line: {"payload", "strict": FINDING, "lenient": FINDING, "bin", "account",
// "amount"}; FINDING is "accepted" or decode()'s. Other people's readers, and naive ones, then say whether
// they see the same money (read_mutants.mjs).
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "json/value.hpp"
#include "qr/crc.hpp"
#include "qr/payload.hpp"
#include "qr/tlv.hpp"
#include "random_codes.hpp"

using namespace choqr;
using oracles::Chance;

namespace {

// A data object that may be wrong: `length` says what its two digits state; less than nothing is the truth.
struct Node {
    std::string id;
    std::string value;
    int length = -1;
};
using Nodes = std::vector<Node>;

Nodes parse(std::string_view text) {
    Nodes nodes;
    qr::TlvReader reader{text, 0, qr::LengthUnit::characters};
    while (const auto object = reader.next())
        nodes.push_back({std::string{text.substr(object->offset, 2)}, std::string{object->value}});
    return reader.error() ? Nodes{} : nodes;
}

std::string two_digits(std::size_t number) {
    std::string out;
    qr::append_two_digits(out, number % 100);
    return out;
}

std::string text_of(const Nodes& nodes) {
    std::string out;
    for (const auto& node : nodes)
        out += node.id +
               two_digits(node.length >= 0 ? static_cast<std::size_t>(node.length)
                                           : count_code_points(node.value)) +
               node.value;
    return out;
}

Node* find(Nodes& nodes, std::string_view id) {
    for (auto& node : nodes)
        if (node.id == id) return &node;
    return nullptr;
}

std::string object(std::string_view id, std::string_view value) {
    return text_of({{std::string{id}, std::string{value}}});
}

// What a hostile author would hide in a field.
std::string bait(Chance& chance) {
    const std::string other =
        "0010A0000007270124000697041501109999999999"
        "0208QRIBFTTA";
    const std::string baits[] = {"540590000",
                                 object("38", other),
                                 other,
                                 "6304ABCD",
                                 "Chợ Đà Lạt",
                                 "ĐĐĐĐĐĐĐĐĐ540512345",
                                 "ĐĐ5405123455802VN",
                                 "A000000727",
                                 "Tha\xCC\x81ng",
                                 "00",
                                 "  ",
                                 "0000",
                                 "５４０５",
                                 chance.text(1 + chance.below(20), oracles::words)};
    return baits[chance.below(std::size(baits))];
}

std::string odd_amount(Chance& chance) {
    constexpr std::string_view amounts[] = {
        "0",        "00",      "-5",        "+5",           "1e5",           "0x10",           "50000.",
        "50000.00", "50000.5", ".5",        "50,000",       "5 000",         " 5000",          "5000 ",
        "0050",     "5000đ",   "５００",    "1.2.3",        "9999999999999", "99999999999999", "NaN",
        "1_000",    "50.000",  "5000.0001", "1234567890.00"};
    return std::string{amounts[chance.below(std::size(amounts))]};
}

std::string odd_account(Chance& chance) {
    constexpr std::string_view accounts[] = {
        "12-34", "12 34", " 1234", "1234 ", "MOMO1234567890123456",  "00123",
        "12.34", "Đ123",  "1e5",   "abc",   "123456789012345678901", "0"};
    return std::string{accounts[chance.below(std::size(accounts))]};
}

// Changes one list of objects; the caller writes it back.
void change(Nodes& nodes, Chance& chance) {
    if (nodes.empty()) return;
    const auto at = chance.below(nodes.size());
    const auto place = [&](std::size_t i) { return nodes.begin() + static_cast<std::ptrdiff_t>(i); };
    switch (chance.below(9)) {
        case 0:
            std::swap(nodes[at], nodes[chance.below(nodes.size())]);
            break;
        case 1:
            nodes.insert(place(chance.below(nodes.size() + 1)), Node{nodes[at]});
            break;
        case 2:
            nodes.insert(place(chance.below(nodes.size() + 1)), Node{nodes[at].id, bait(chance)});
            break;
        case 3:
            nodes.insert(place(chance.below(nodes.size() + 1)),
                         Node{two_digits(chance.below(100)), bait(chance)});
            break;
        case 4:
            nodes.erase(place(at));
            break;
        case 5:
            nodes[at].length = static_cast<int>(count_code_points(nodes[at].value) + chance.below(5)) - 2;
            break;
        case 6:
            nodes[at].length = static_cast<int>(nodes[at].value.size());
            nodes[at].value += chance.one_in(2) ? "" : "Đ";
            break;
        case 7:
            nodes[at].value = bait(chance);
            break;
        default:
            nodes[at].id = two_digits(chance.below(100));
            break;
    }
    for (auto& node : nodes)
        if (node.length < -1) node.length = -1;
}

void change_value(Node* node, Chance& chance, std::string (*make)(Chance&)) {
    if (node != nullptr) *node = {node->id, make(chance)};
}

// Opens the template `id`, lets `inside` work on it, and closes it with the true length.
template <class Inside>
void within(Nodes& nodes, std::string_view id, Inside inside) {
    auto* const node = find(nodes, id);
    if (node == nullptr) return;
    auto inner = parse(node->value);
    if (inner.empty()) return;
    inside(inner);
    node->value = text_of(inner);
}

void mutate(Nodes& root, Chance& chance) {
    switch (chance.below(8)) {
        case 0:
            within(root, "38", [&](Nodes& napas) { change(napas, chance); });
            break;
        case 1:
            within(root, "38",
                   [&](Nodes& napas) { within(napas, "01", [&](Nodes& inner) { change(inner, chance); }); });
            break;
        case 2:
            within(root, "62", [&](Nodes& data) { change(data, chance); });
            break;
        case 3:
            if (find(root, "54") == nullptr)
                root.insert(root.begin() + static_cast<std::ptrdiff_t>(chance.below(root.size() + 1)),
                            {"54", "1"});
            change_value(find(root, "54"), chance, odd_amount);
            break;
        case 4:
            within(root, "38", [&](Nodes& napas) {
                within(napas, "01",
                       [&](Nodes& inner) { change_value(find(inner, "01"), chance, odd_account); });
            });
            break;
        default:
            change(root, chance);
            break;
    }
}

std::string sealed(std::string body, Chance& chance) {
    body += "6304";
    char crc[5];
    std::snprintf(crc, sizeof crc, chance.one_in(8) ? "%04x" : "%04X",
                  static_cast<unsigned>(qr::crc16(body)));
    return body + crc;
}

std::string mutant(Chance& chance) {
    auto code = qr::encode(oracles::random_code(chance));
    while (!code) code = qr::encode(oracles::random_code(chance));
    auto root = parse(*code);
    root.pop_back();  // The checksum.
    for (auto count = 1 + chance.below(3); count > 0; --count) mutate(root, chance);
    return sealed(text_of(root), chance);
}

std::string finding_of(const boost::system::result<qr::DecodedCode, qr::DecodeError>& read) {
    return read ? "accepted" : std::string{qr::text_of(read.error().finding)};
}

std::string line_of(const std::string& payload) {
    const auto strict = qr::decode(payload, qr::Strictness::strict);
    const auto lenient = qr::decode(payload, qr::Strictness::lenient);
    std::string out = "{\"payload\":" + json::quoted(payload) +
                      ",\"strict\":" + json::quoted(finding_of(strict)) +
                      ",\"lenient\":" + json::quoted(finding_of(lenient));
    if (lenient) {
        const auto& code = lenient->code;
        out += ",\"bin\":" + json::quoted(code.bin.text()) + ",\"account\":" + json::quoted(code.account) +
               ",\"amount\":" + json::quoted(code.amount ? std::to_string(code.amount->dong()) : "");
    }
    return out + "}\n";
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) return 2;
    Chance chance{count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 20261122};
    std::ofstream out{arguments[2], std::ios::binary};
    for (auto left = std::atoi(arguments[1]); left > 0; --left) out << line_of(mutant(chance));
    return out ? 0 : 1;
}
