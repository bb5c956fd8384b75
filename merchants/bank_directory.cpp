#include "merchants/bank_directory.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/assert.hpp"
#include "base/fold.hpp"
#include "merchants/banks_json.hpp"

namespace choqr::merchants {
namespace {

using nlohmann::json;

std::string text_of(const json& entry, const char* key) {
    const auto found = entry.find(key);
    CHOQR_ASSERT(found != entry.end() && found->is_string(), "every bank of config/banks.json has its texts");
    return found->get<std::string>();
}

std::optional<bool> flag_of(const json& entry, const char* key) {
    const auto found = entry.find(key);
    if (found == entry.end() || !found->is_boolean()) return std::nullopt;
    return found->get<bool>();
}

Bank bank_of(const json& entry) {
    const auto bin = Bin::parse(text_of(entry, "bin"));
    CHOQR_ASSERT(bin, "every bank of config/banks.json has a BIN of six digits");
    const bool has_swift = entry.contains("swift") && entry["swift"].is_string();
    return {.bin = *bin,
            .code = text_of(entry, "code"),
            .short_name = text_of(entry, "shortName"),
            .name = text_of(entry, "name"),
            .swift = has_swift ? std::optional{text_of(entry, "swift")} : std::nullopt,
            .transfer_supported = flag_of(entry, "transferSupported"),
            .lookup_supported = flag_of(entry, "lookupSupported"),
            .kind = text_of(entry, "kind")};
}

std::vector<Bank> read_banks() {
    const auto entries = json::parse(banks_json(), nullptr, false);
    CHOQR_ASSERT(entries.is_array(), "config/banks.json is a JSON array");
    std::vector<Bank> banks;
    for (const auto& entry : entries) banks.push_back(bank_of(entry));
    std::ranges::sort(banks, {}, &Bank::bin);
    return banks;
}

/// "Ngân hàng Á Châu" gives "nganhangachau": only what every spelling of a word shares.
std::string key_of_word(std::string_view word) {
    std::string key;
    for (const char c : fold_to_ascii(word)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key += c;
        if (c >= 'A' && c <= 'Z') key += static_cast<char>(c - 'A' + 'a');
    }
    return key;
}

struct Alias {
    std::string_view word, bin;
};
// What other lists and the providers call the same bank. CIMB stands in the directory twice; transfers go to
// 422589.
constexpr Alias aliases[] = {
    {"CIMB", "422589"},
    {"MBB", "970422"},
    {"Military Bank", "970422"},
    {"CTG", "970415"},
    {"BID", "970418"},
    {"NVB", "970419"},
    {"SSB", "970440"},
    {"SVB", "970424"},
    {"Shinhan", "970424"},
    {"SC", "970410"},
    {"WRB", "970457"},
    {"Woori Bank", "970457"},
    {"VBB", "970433"},
    {"SGB", "970400"},
    {"STP", "970403"},
    {"HLB", "970442"},
    {"DOB", "970406"},
    {"DongABank", "970406"},
    {"Oceanbank", "970414"},
    {"OJB", "970414"},
    {"LienVietPostBank", "970449"},
    {"LVB", "970449"},
    {"BVBank", "970454"},
    {"Ban Viet", "970454"},
    {"Bao Viet", "970438"},
    {"Viettel Money", "971005"},
    {"Viettel Pay", "971005"},
    {"VNPT Pay", "971011"},
    {"Cake by VPBank", "546034"},
    {"Ubank by VPBank", "546035"},
    {"Timo Bank", "963388"},
    {"Public Bank", "970439"},
};
// Codes that mean one bank in one list and another bank in the next: an account looked up by such a word pays
// a stranger.
constexpr std::string_view ambiguous_words[] = {"BVB", "VNCB", "MAFC"};

class Words {
public:
    explicit Words(std::span<const Bank> banks) {
        for (const auto& bank : banks) add(bank.code, bank);
        for (const auto& bank : banks) add(bank.short_name, bank);
        for (const auto& alias : aliases)
            by_word_.insert_or_assign(key_of_word(alias.word), find_bank(*Bin::parse(alias.bin)));
        for (const auto word : ambiguous_words) by_word_.insert_or_assign(key_of_word(word), nullptr);
    }

    const Bank* find(std::string_view word) const {
        const auto found = by_word_.find(key_of_word(word));
        return found == by_word_.end() ? nullptr : found->second;
    }

private:
    void add(std::string_view word, const Bank& bank) {
        const auto [place, is_new] = by_word_.emplace(key_of_word(word), &bank);
        if (!is_new && place->second != &bank) place->second = nullptr;
    }

    std::map<std::string, const Bank*, std::less<>> by_word_;  ///< Null: means several banks.
};

}  // namespace

std::span<const Bank> banks() {
    static const auto all = read_banks();
    return all;
}

const Bank* find_bank(Bin bin) {
    const auto all = banks();
    const auto found = std::ranges::lower_bound(all, bin, {}, &Bank::bin);
    return found != all.end() && found->bin == bin ? &*found : nullptr;
}

const Bank* find_bank(std::string_view word) {
    static const Words words{banks()};
    if (const auto bin = Bin::parse(word)) return find_bank(*bin);
    return words.find(word);
}

std::string bank_display_name(Bin bin) {
    const auto* bank = find_bank(bin);
    return bank ? bank->short_name : std::string{bin.text()};
}

std::string bank_in_words(Bin bin) {
    const auto* bank = find_bank(bin);
    if (bank == nullptr) return std::string{bin.text()};
    return bank->short_name == bank->name ? bank->name : bank->short_name + " – " + bank->name;
}

bool is_mobile_number(std::string_view digits) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return digits.size() == 10 && digits[0] == '0' &&
           std::string_view{"35789"}.find(digits[1]) != std::string_view::npos &&
           std::ranges::all_of(digits, is_digit);
}

AccountKind kind_of_account(Bin bin, const AccountNumber& number) {
    const auto* bank = find_bank(bin);
    const bool at_wallet = bank != nullptr && bank->kind == "wallet";
    return at_wallet && is_mobile_number(number.text()) ? AccountKind::wallet_phone : AccountKind::bank;
}

}  // namespace choqr::merchants
