#include "merchants/bank_directory.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>

#include "base/assert.hpp"
#include "merchants/bank_words.hpp"
#include "merchants/banks_json.hpp"

namespace choqr::merchants {
namespace {

const Bank* find_key(const std::map<std::string, const Bank*, std::less<>>& by_word, std::string_view key) {
    for (const auto one : {key, without_country(key), without_form(key), without_country(without_form(key))})
        if (const auto found = by_word.find(one); found != by_word.end()) return found->second;
    return nullptr;
}

/// The directories that were ever used, none of which ends before the process does.
class UsedBanks {
public:
    UsedBanks() { use_own(); }

    const BankDirectory& now() const { return *now_.load(std::memory_order_acquire); }
    void use_own() { now_.store(&own_banks(), std::memory_order_release); }
    void use(BankDirectory directory) {
        if (directory.text() == own_banks().text()) return use_own();
        const std::lock_guard lock{mutex_};
        auto kept = std::ranges::find(kept_, directory.text(), [](const auto& one) { return one->text(); });
        if (kept == kept_.end())
            kept = kept_.insert(kept, std::make_unique<const BankDirectory>(std::move(directory)));
        now_.store(kept->get(), std::memory_order_release);
    }

private:
    std::atomic<const BankDirectory*> now_{nullptr};
    std::mutex mutex_;
    std::vector<std::unique_ptr<const BankDirectory>> kept_;  ///< Guarded by mutex_.
};

UsedBanks& used_banks() {
    static UsedBanks used;
    return used;
}

}  // namespace

const Bank* BankDirectory::find(Bin bin) const {
    const auto found = std::ranges::lower_bound(banks_, bin, {}, &Bank::bin);
    return found != banks_.end() && found->bin == bin ? &*found : nullptr;
}

const Bank* BankDirectory::find(std::string_view word) const {
    if (const auto bin = Bin::parse(word)) return find(*bin);
    const auto bracket = word.find('(');
    if (bracket == std::string_view::npos) return find_key(by_word_, key_of_word(word));
    if (const auto* found = find_key(by_word_, key_of_word(word))) return found;
    // "Vietcombank (VCB)": what is in brackets says the same, or nothing that we know.
    const auto* before = find_key(by_word_, key_of_word(word.substr(0, bracket)));
    const auto* inside = find_key(by_word_, key_of_word(word.substr(bracket)));
    if (before == nullptr || inside == nullptr || before == inside) return before ? before : inside;
    return nullptr;
}

std::optional<Day> BankDirectory::newest_name() const {
    std::optional<Day> newest;
    for (const auto& bank : banks_) newest = std::max(newest, bank.since);
    return newest;
}

BankChanges changes_of(const BankDirectory& before, const BankDirectory& after) {
    BankChanges changes;
    for (const auto& bank : after.banks()) {
        const auto* former = before.find(bank.bin);
        if (former == nullptr)
            changes.fresh.push_back(&bank);
        else if (former->short_name != bank.short_name)
            changes.renamed.emplace_back(former, &bank);
        else if (*former != bank)
            changes.otherwise.emplace_back(former, &bank);
    }
    for (const auto& bank : before.banks())
        if (after.find(bank.bin) == nullptr) changes.gone.push_back(&bank);
    return changes;
}

const BankDirectory& own_banks() {
    static const auto own = [] {
        auto read = BankDirectory::read(banks_json());
        auto* directory = std::get_if<BankDirectory>(&read);
        CHOQR_ASSERT(directory != nullptr, "config/banks.json, which the program carries, has no mistakes");
        return std::move(*directory);
    }();
    return own;
}

const BankDirectory& banks_in_use() { return used_banks().now(); }

void use_banks(BankDirectory directory) { used_banks().use(std::move(directory)); }

void use_own_banks() { used_banks().use_own(); }

std::span<const Bank> banks() { return banks_in_use().banks(); }

const Bank* find_bank(Bin bin) { return banks_in_use().find(bin); }

const Bank* find_bank(std::string_view word) { return banks_in_use().find(word); }

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
