#include "access/accounts.hpp"

#include "base/encoding.hpp"
#include "support/catch.hpp"
#include "world/memory_directory.hpp"

using namespace choqr;
using namespace choqr::gateway;

namespace {

const TokenId lan{Sequence{17}}, hoa{Sequence{18}};
const std::string phc = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";

std::string text_in(world::MemoryDirectory& disk) { return disk.read_file(Accounts::file_name).value(); }

}  // namespace

TEST_CASE("accounts: what was added is there at the next start, and a log-in name is one person's",
          "[gateway][accounts]") {
    world::MemoryDirectory disk;
    {
        const auto accounts = Accounts::open(disk).value();
        CHECK(accounts->all().empty());
        CHECK(accounts->add({lan, "lan", "Cô Lan", {}}).value());
        CHECK_FALSE(accounts->add({hoa, "lan", "Cô Hoa", {}}).value());
        CHECK(accounts->add({hoa, "hoa@cho.vn", "Cô Hoa", {}}).value());
        CHECK(accounts->add_password(lan, sha256("first"), phc).value());
        CHECK_FALSE(accounts->add_password(TokenId{Sequence{99}}, sha256("first"), phc).value());
    }
    const auto accounts = Accounts::open(disk).value();
    const auto found = accounts->find_by_login("lan").value();
    CHECK(found.user == lan);
    CHECK(found.name == "Cô Lan");
    CHECK(found.passwords.at(sha256("first")) == phc);
    CHECK(accounts->find(hoa)->login == "hoa@cho.vn");
    CHECK_FALSE(accounts->find_by_login("Lan"));
}

TEST_CASE("accounts: what is dropped is gone from the file", "[gateway][accounts]") {
    world::MemoryDirectory disk;
    const auto accounts = Accounts::open(disk).value();
    accounts->add({lan, "lan", "Cô Lan", {}}).value();
    accounts->add_password(lan, sha256("first"), phc + "1").value();
    accounts->add_password(lan, sha256("second"), phc + "2").value();
    CHECK(accounts->drop_password(lan, sha256("first")).has_value());
    CHECK(text_in(disk).find(phc + "1") == std::string::npos);
    CHECK(text_in(disk).find(phc + "2") != std::string::npos);
    CHECK(accounts->drop_passwords(lan).has_value());
    CHECK(text_in(disk).find("argon2") == std::string::npos);
    CHECK(accounts->remove(lan).has_value());
    CHECK(text_in(disk).find("Lan") == std::string::npos);
    CHECK(accounts->remove(lan).has_value());
}

TEST_CASE("accounts: a start keeps what the ledger knows", "[gateway][accounts]") {
    world::MemoryDirectory disk;
    const auto accounts = Accounts::open(disk).value();
    const TokenId gone{Sequence{19}}, unknown{Sequence{20}};
    for (const auto& [id, login] : {std::pair{lan, "lan"}, std::pair{hoa, "hoa"}, std::pair{gone, "gone"},
                                    std::pair{unknown, "unknown"}}) {
        accounts->add({id, login, login, {}}).value();
        accounts->add_password(id, sha256("first"), phc).value();
        accounts->add_password(id, sha256("second"), phc).value();
    }
    book::Users users;
    users.known.emplace(lan, book::User{book::Role::board, {}, {}, sha256("second"), {}});
    users.known.emplace(hoa, book::User{});  // Invited again.
    users.known.emplace(gone, book::User{book::Role::board, {}, {}, {}, Sequence{50}});
    CHECK(accounts->keep_only(users).has_value());
    CHECK(accounts->all().size() == 2);
    CHECK(accounts->find(lan)->passwords.size() == 1);
    CHECK(accounts->find(lan)->passwords.contains(sha256("second")));
    CHECK(accounts->find(hoa)->passwords.empty());
    CHECK(Accounts::open(disk).value()->all().size() == 2);
}

TEST_CASE("accounts: a file that is not what was written stops the start", "[gateway][accounts]") {
    world::MemoryDirectory disk;
    Accounts::open(disk).value()->add({lan, "lan", "Cô Lan", {}}).value();
    const auto whole = text_in(disk);
    const auto hashed = [](const std::string& line) {
        return line + "\n" + to_hex(sha256(line).bytes()) + "\n";
    };
    auto flipped = whole;
    flipped[flipped.find("lan")] ^= 1;
    for (const auto& text : {std::string{}, std::string{"{}"}, whole.substr(0, whole.size() / 2), flipped,
                             whole + " ", hashed("{}"), hashed(R"({"version":2,"accounts":[]})"),
                             hashed(R"({"version":1,"accounts":[{"id":"tk1","login":"a"}]})")}) {
        CAPTURE(text);
        disk.replace_file(Accounts::file_name, text, world::Permission::owner_only).value();
        CHECK_FALSE(Accounts::open(disk).has_value());
    }
}

TEST_CASE("accounts: log-in names are compared folded, and look alike only where they are alike",
          "[gateway][accounts]") {
    CHECK(Accounts::folded_login(" Lan@Cho.VN ") == "lan@cho.vn");
    CHECK(Accounts::folded_login("cô_lan") == Accounts::folded_login("co\u0302_lan"));
    for (const auto* none : {"", "ab", "a b c", "lan;drop", "l\u0430n", "lan\n", "<lan>", "lan\u200b"}) {
        CAPTURE(none);
        CHECK_FALSE(Accounts::folded_login(none));
    }
    CHECK_FALSE(Accounts::folded_login(std::string(101, 'a')));
}
