#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bin.hpp"
#include "base/time.hpp"
#include "merchants/places.hpp"

namespace choqr::merchants {

/// One institution that takes part in NAPAS transfers. Flags are from mid-2025: hints, not promises.
struct Bank {
    Bin bin;
    std::string code;        ///< Not unique between lists; never look an account up by it alone.
    std::string short_name;  ///< "Vietcombank"; at most short_name_bytes_max.
    std::string name;
    std::optional<std::string> swift;
    std::optional<bool> transfer_supported;
    std::optional<bool> lookup_supported;
    std::string kind;
    std::optional<Day> since;               ///< The day from which it has its names, if it had others.
    std::vector<std::string> former_names;  ///< Short ones.

    static constexpr std::size_t short_name_bytes_max = 60;  ///< As the ledger keeps it of a printed stand.
    friend bool operator==(const Bank&, const Bank&) = default;
};

/// What is wrong with a file of banks, and where: "entry 12 (970436)".
struct BankFileMistake {
    std::string english, vietnamese;
};

/// The banks of one day, and every word that they are known by. Constant; any thread.
class BankDirectory {
public:
    /// The form of config/banks.json (merchants/README.md). All mistakes at once, at most mistakes_max.
    using Read = std::variant<BankDirectory, std::vector<BankFileMistake>>;
    static Read read(std::string_view json);
    static constexpr std::size_t file_bytes_max = 1u << 20, banks_max = 1'000, mistakes_max = 20;

    BankDirectory(const BankDirectory&) = delete;  // Its words point to its banks.
    BankDirectory(BankDirectory&&) = default;
    BankDirectory& operator=(BankDirectory&&) = default;

    std::span<const Bank> banks() const { return banks_; }  ///< By BIN.
    const Bank* find(Bin bin) const;
    const Bank* find(std::string_view word) const;
    std::string_view text() const { return text_; }  ///< That it was read from.
    /// The newest day from which a bank has today's name.
    std::optional<Day> newest_name() const;

private:
    class Words;
    BankDirectory() = default;

    std::string text_;
    std::vector<Bank> banks_;
    std::map<std::string, const Bank*, std::less<>> by_word_;  ///< Null: means several banks.
};

/// What one directory says otherwise than the one before. The banks are theirs.
struct BankChanges {
    std::vector<const Bank*> fresh, gone;
    std::vector<std::pair<const Bank*, const Bank*>> renamed;    ///< Before and after: what stands print.
    std::vector<std::pair<const Bank*, const Bank*>> otherwise;  ///< Same short name; all else may differ.
};
BankChanges changes_of(const BankDirectory& before, const BankDirectory& after);

/// The one that the program carries, from config/banks.json.
const BankDirectory& own_banks();
/// Whom everybody asks below: the program's own until another takes its place, as a whole.
const BankDirectory& banks_in_use();
/// A directory that was used stays for as long as the process, so that what find_bank() answered stays good;
/// one that says the same as an earlier one is not kept twice. Any thread.
void use_banks(BankDirectory directory);
void use_own_banks();

std::span<const Bank> banks();
const Bank* find_bank(Bin bin);
/// By BIN, short name, code or a provider's brand ("MBBank", "VietinBank"), ignoring case, spaces and
/// diacritics. Nothing when unknown, or when the word means different banks in different lists (BVB).
const Bank* find_bank(std::string_view word);
/// For a screen or a stand: the short name, or the BIN when unknown.
std::string bank_display_name(Bin bin);
/// For a stand, which buyers compare with their app: "MBBank – Ngân hàng TMCP Quân đội".
std::string bank_in_words(Bin bin);

/// A Vietnamese mobile number: ten digits, beginning 03, 05, 07, 08 or 09.
bool is_mobile_number(std::string_view digits);
/// What an account is when nobody says: wallet_phone for a mobile number at a wallet (Viettel Money, VNPT
/// Money, MoMo).
AccountKind kind_of_account(Bin bin, const AccountNumber& number);

}  // namespace choqr::merchants
