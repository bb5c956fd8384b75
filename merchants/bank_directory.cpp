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

json read_entries() {
    auto entries = json::parse(banks_json(), nullptr, false);
    CHOQR_ASSERT(entries.is_array(), "config/banks.json is a JSON array");
    return entries;
}

std::vector<Bank> read_banks() {
    std::vector<Bank> banks;
    for (const auto& entry : read_entries()) banks.push_back(bank_of(entry));
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

/// What people put before a bank's own name, longest first, as key_of_word() has it.
constexpr std::string_view forms[] = {"nganhangthuongmaicophan",
                                      "nganhangthuongmaitnhhmotthanhvien",
                                      "nganhangthuongmaitnhhmtv",
                                      "nganhangtnhhmotthanhvien",
                                      "nganhangtnhhmtv",
                                      "nganhangtmcp",
                                      "nganhangtnhh",
                                      "nganhangthuongmai",
                                      "nganhang",
                                      "nhtmcp",
                                      "nhtm",
                                      "nh"};
constexpr std::string_view country = "vietnam", bank_word = "bank";

std::string_view without_form(std::string_view key) {
    for (const auto form : forms)
        if (key.size() > form.size() && key.starts_with(form)) return key.substr(form.size());
    return key;
}

std::string_view without_country(std::string_view key) {
    return key.size() > country.size() && key.ends_with(country) ? key.substr(0, key.size() - country.size())
                                                                 : key;
}

/// Each word that the directory's file knows a bank by. A word of two banks means neither, since an account
/// that is looked up by it would pay a stranger; unless the file says which one it means.
class Words {
public:
    explicit Words(const json& entries) {
        for (const auto& entry : entries) add_all(entry);
        for (const auto& entry : entries)
            for (const auto& word : list_of(entry, "meant"))
                by_word_.insert_or_assign(key_of_word(word.get<std::string>()), bank_of_entry(entry));
    }

    const Bank* find(std::string_view word) const {
        const auto bracket = word.find('(');
        if (bracket == std::string_view::npos) return find_one(key_of_word(word));
        if (const auto* found = find_one(key_of_word(word))) return found;
        // "Vietcombank (VCB)": what is in brackets says the same, or nothing that we know.
        const auto* before = find_one(key_of_word(word.substr(0, bracket)));
        const auto* inside = find_one(key_of_word(word.substr(bracket)));
        if (before == nullptr || inside == nullptr || before == inside) return before ? before : inside;
        return nullptr;
    }

private:
    static json list_of(const json& entry, const char* key) {
        const auto found = entry.find(key);
        return found == entry.end() ? json::array() : *found;
    }
    static const Bank* bank_of_entry(const json& entry) {
        return find_bank(*Bin::parse(text_of(entry, "bin")));
    }

    const Bank* find_one(std::string_view key) const {
        for (const auto one :
             {key, without_country(key), without_form(key), without_country(without_form(key))})
            if (const auto found = by_word_.find(one); found != by_word_.end()) return found->second;
        return nullptr;
    }

    void add_all(const json& entry) {
        const auto* bank = bank_of_entry(entry);
        add(text_of(entry, "code"), bank);
        add_names(entry, bank);
        for (const auto& former : list_of(entry, "formerly")) add_names(former, bank);
        for (const auto& synonym : list_of(entry, "synonyms")) add(synonym.get<std::string>(), bank);
    }

    void add_names(const json& named, const Bank* bank) {
        const auto short_name = text_of(named, "shortName");
        add(short_name, bank);
        if (!key_of_word(short_name).ends_with(bank_word)) add(short_name + " Bank", bank);
        const auto name = key_of_word(text_of(named, "name"));
        for (const auto key :
             {std::string_view{name}, without_form(name), without_country(without_form(name))})
            add(key, bank);
    }

    void add(std::string_view word, const Bank* bank) {
        const auto [place, is_new] = by_word_.emplace(key_of_word(word), bank);
        if (!is_new && place->second != bank) place->second = nullptr;
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
    static const Words words{read_entries()};
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
