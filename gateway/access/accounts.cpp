#include "access/accounts.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/encoding.hpp"
#include "base/label.hpp"
#include "base/text.hpp"
#include "json/fields.hpp"
#include "json/writer.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t accounts_max = 2 * book::InviteUser::users_max, passwords_max = 8;
constexpr std::size_t phc_bytes_max = 512;

const Error damaged = boost::system::errc::make_error_code(boost::system::errc::bad_message);

std::string text_of(const std::map<TokenId, Account>& table) {
    json::Writer json;
    json.begin_object().field("version", std::int64_t{1}).key("accounts").begin_array();
    for (const auto& [id, account] : table) {
        json.begin_object().field("id", id.text()).field("login", account.login);
        json.field("name", account.name).key("passwords").begin_array();
        for (const auto& [name, phc] : account.passwords)
            json.begin_object().field("id", to_hex(name.bytes())).field("hash", phc).end_object();
        json.end_array().end_object();
    }
    json.end_array().end_object();
    const auto text = json.take();
    return text + "\n" + to_hex(sha256(text).bytes()) + "\n";
}

/// The first line, if the second is its hash: a name of which a bit has turned over is another one's.
std::optional<std::string_view> checked(std::string_view text) {
    const auto line = text.substr(0, text.find('\n'));
    const bool is_whole =
        text.size() > line.size() && text.substr(line.size() + 1) == to_hex(sha256(line).bytes()) + "\n";
    return is_whole ? std::optional{line} : std::nullopt;
}

std::optional<Account> account_in(const json::Fields& fields) {
    const auto id = TokenId::parse(fields.text("id", 32).value_or(""));
    const auto login = fields.text("login", Accounts::login_bytes_max);
    const auto name = fields.text("name", 1'000);
    if (!id || !login || !name) return std::nullopt;
    Account account{*id, *login, *name, {}};
    for (const auto& one : fields.objects("passwords", passwords_max)) {
        const auto bytes = from_lower_hex(one.text("id", 64).value_or(""));
        const auto hash = bytes ? Hash::from_bytes(*bytes) : std::nullopt;
        const auto phc = one.text("hash", phc_bytes_max);
        if (!hash || !phc) return std::nullopt;
        account.passwords.emplace(*hash, *phc);
    }
    return account;
}

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
    const auto whole = checked(text);
    if (!whole) return damaged;
    const auto parsed = json::parse(*whole);
    const auto* document = std::get_if<json::Value>(&parsed);
    if (!document) return damaged;
    json::Complaint complaint;
    const json::Fields fields{*document, complaint};
    auto table = std::make_shared<Table>();
    const auto version = fields.integer("version", 1, 1);
    for (const auto& one : fields.objects("accounts", accounts_max)) {
        auto account = account_in(one);
        if (!account) return damaged;
        const auto id = account->user;
        table->emplace(id, *std::move(account));
    }
    if (complaint || !version) return damaged;
    table_ = std::move(table);
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
    return change([&](Table& table) {
        const auto found = table.find(user);
        if (found == table.end()) return false;
        auto& passwords = found->second.passwords;
        if (passwords.size() >= passwords_max && !passwords.contains(name)) return false;
        passwords.insert_or_assign(name, phc);
        return true;
    });
}

namespace {

Result<void> without_answer(const Result<bool>& done) { return done ? Result<void>{} : done.error(); }

}  // namespace

Result<void> Accounts::drop_password(TokenId user, const Hash& name) {
    return without_answer(change([&](Table& table) {
        const auto found = table.find(user);
        return found != table.end() && found->second.passwords.erase(name) > 0;
    }));
}

Result<void> Accounts::drop_passwords(TokenId user) {
    return without_answer(change([user](Table& table) {
        const auto found = table.find(user);
        if (found == table.end() || found->second.passwords.empty()) return false;
        found->second.passwords.clear();
        return true;
    }));
}

Result<void> Accounts::keep_only(const book::Users& users) {
    return without_answer(change([&users](Table& table) {
        auto gone = std::erase_if(table, [&users](const auto& one) {
            const auto* user = users.find(one.first);
            return !user || user->disabled_at;
        });
        for (auto& [id, account] : table)
            gone += std::erase_if(account.passwords, [current = users.find(id)->password](const auto& one) {
                return one.first != current;
            });
        return gone > 0;
    }));
}

Result<void> Accounts::remove(TokenId user) {
    return without_answer(change([user](Table& table) { return table.erase(user) > 0; }));
}

}  // namespace choqr::gateway
