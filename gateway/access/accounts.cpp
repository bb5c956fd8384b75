#include "access/accounts.hpp"

#include <algorithm>

#include "access/accounts_text.hpp"
#include "base/ascii.hpp"
#include "base/label.hpp"

namespace choqr::gateway {
namespace {

bool is_of_a_login(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c >= 0x80 || c == '.' || c == '_' ||
           c == '-' || c == '@' || c == '+';
}

}  // namespace

std::optional<std::string> Accounts::folded_login(std::string_view typed) {
    auto label = to_label(typed);
    if (!label) return std::nullopt;
    // ASCII alone: what a name of other letters is in small ones is told by no table here.
    std::ranges::transform(*label, label->begin(), to_lower_ascii);
    const bool fits = label->size() >= 3 && label->size() <= login_bytes_max;
    return fits && std::ranges::all_of(*label, is_of_a_login) ? label : std::nullopt;
}

Result<std::unique_ptr<Accounts>> Accounts::open(world::Directory& directory) {
    std::unique_ptr<Accounts> accounts{new Accounts{directory}};
    const auto text = directory.read_file(file_name);
    if (!text && text.error() == world::disk_errc::missing) return accounts;
    if (!text) return text.error();
    if (const auto read = accounts->read(*text); !read) return read.error();
    return accounts;
}

Result<void> Accounts::read(std::string_view text) {
    auto table = accounts_in(text);
    if (!table) return table.error();
    table_ = std::make_shared<Table>(*std::move(table));
    return {};
}

std::shared_ptr<const Accounts::Table> Accounts::table() const {
    const std::lock_guard lock{mutex_};
    return table_;
}

// Readers never wait for the disk: they see the table of before until the file is there.
Result<bool> Accounts::change(const std::function<bool(Table&)>& change) {
    const std::lock_guard lock{writing_};
    auto changed = std::make_shared<Table>(*table());
    if (!change(*changed)) return false;
    const auto written = directory_.replace_file(file_name, text_of(*changed), world::Permission::owner_only);
    if (!written) return Result<bool>{boost::system::in_place_error, written.error()};
    const std::lock_guard now{mutex_};
    table_ = std::move(changed);
    return true;
}

Result<bool> Accounts::change_of(TokenId user, const std::function<bool(Account&)>& of_account) {
    return change([&](Table& table) {
        const auto found = table.find(user);
        return found != table.end() && of_account(found->second);
    });
}

std::optional<Account> Accounts::find(TokenId user) const {
    const auto all = table();
    const auto found = all->find(user);
    return found == all->end() ? std::nullopt : std::optional{found->second};
}

std::optional<Account> Accounts::find_by_login(std::string_view folded) const {
    const auto all = table();
    const auto found =
        std::ranges::find_if(*all, [&](const auto& one) { return one.second.login == folded; });
    return found == all->end() ? std::nullopt : std::optional{found->second};
}

std::vector<Account> Accounts::all() const {
    std::vector<Account> accounts;
    for (const auto& [id, account] : *table()) accounts.push_back(account);
    return accounts;
}

Result<bool> Accounts::add(const Account& account) {
    return change([&account](Table& table) {
        const auto has_it = [&](const auto& one) { return one.second.login == account.login; };
        return std::ranges::none_of(table, has_it) && table.emplace(account.user, account).second;
    });
}

Result<bool> Accounts::add_password(TokenId user, const Hash& name, const std::string& phc) {
    return change_of(user, [&](Account& account) {
        auto& passwords = account.passwords;
        if (passwords.size() >= secrets_being_set_max && !passwords.contains(name)) return false;
        passwords.insert_or_assign(name, phc);
        return true;
    });
}

namespace {

Result<void> without_answer(const Result<bool>& done) { return done ? Result<void>{} : done.error(); }

}  // namespace

Result<void> Accounts::drop_password(TokenId user, const Hash& name) {
    return without_answer(
        change_of(user, [&name](Account& account) { return account.passwords.erase(name) > 0; }));
}

Result<void> Accounts::shut_out(TokenId user) {
    return without_answer(change_of(user, [](Account& account) {
        const Account of_nothing{account.user, account.login, account.name};
        if (account == of_nothing) return false;
        account = of_nothing;
        return true;
    }));
}

Result<bool> Accounts::add_codes(TokenId user, const Hash& name, const OneTimeCodes& codes) {
    return change_of(user, [&](Account& account) {
        return account.codes.size() < secrets_being_set_max && account.codes.emplace(name, codes).second;
    });
}

Result<void> Accounts::keep_codes(TokenId user, const std::optional<Hash>& name) {
    return without_answer(change_of(user, [&name](Account& account) {
        return std::erase_if(account.codes, [&name](const auto& one) { return one.first != name; }) > 0;
    }));
}

Result<bool> Accounts::use_step(TokenId user, const Hash& name, std::int64_t step) {
    return change_of(user, [&name, step](Account& account) {
        const auto codes = account.codes.find(name);
        if (codes == account.codes.end() || codes->second.last_step >= step) return false;
        codes->second.last_step = step;
        return true;
    });
}

Result<bool> Accounts::use_recovery_code(TokenId user, const Hash& name, const Hash& code) {
    return change_of(user, [&name, &code](Account& account) {
        const auto codes = account.codes.find(name);
        return codes != account.codes.end() && codes->second.recovery.erase(code) > 0;
    });
}

Result<bool> Accounts::name_passkey(TokenId user, PasskeyId passkey, const std::string& name) {
    return change_of(user, [&name, passkey](Account& account) {
        account.passkeys.insert_or_assign(passkey, name);
        return true;
    });
}

Result<void> Accounts::forget_passkey(TokenId user, PasskeyId passkey) {
    return without_answer(
        change_of(user, [passkey](Account& account) { return account.passkeys.erase(passkey) > 0; }));
}

namespace {

/// What of an account the ledger does not know (any more) goes. Whether anything did.
bool keep_what_is_known(Account& account, const book::Users& users) {
    const auto* user = users.find(account.user);
    const auto has_other_name = [](const std::optional<Hash>& current) {
        return [current](const auto& one) { return one.first != current; };
    };
    auto gone = std::erase_if(account.passwords, has_other_name(user->password));
    gone += std::erase_if(account.codes, has_other_name(user->codes));
    gone += std::erase_if(account.passkeys, [&users](const auto& one) { return !users.find(one.first); });
    return gone > 0;
}

}  // namespace

Result<void> Accounts::keep_only(const book::Users& users) {
    return without_answer(change([&users](Table& table) {
        bool has_changed = std::erase_if(table, [&users](const auto& one) {
                               const auto* user = users.find(one.first);
                               return !user || user->disabled_at;
                           }) > 0;
        for (auto& [id, account] : table)
            if (keep_what_is_known(account, users)) has_changed = true;
        return has_changed;
    }));
}

Result<void> Accounts::remove(TokenId user) {
    return without_answer(change([user](Table& table) { return table.erase(user) > 0; }));
}

}  // namespace choqr::gateway
