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
    CHECK(accounts->shut_out(lan).has_value());
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

TEST_CASE("accounts: a step, and a code of paper, is used once, across restarts too", "[gateway][accounts]") {
    world::MemoryDirectory disk;
    const auto name = sha256("codes"), paper = sha256("paper");
    {
        const auto accounts = Accounts::open(disk).value();
        accounts->add({lan, "lan", "Cô Lan", {}}).value();
        CHECK(
            accounts->add_codes(lan, name, {"12345678901234567890", 100, {paper, sha256("other")}}).value());
        CHECK_FALSE(accounts->add_codes(hoa, name, {"1", 1, {}}).value());
        CHECK_FALSE(accounts->use_step(lan, name, 100).value());
        CHECK(accounts->use_step(lan, name, 102).value());
        CHECK_FALSE(accounts->use_step(lan, name, 101).value());
        CHECK_FALSE(accounts->use_step(lan, sha256("no codes"), 103).value());
        CHECK(accounts->use_recovery_code(lan, name, paper).value());
    }
    const auto accounts = Accounts::open(disk).value();
    CHECK_FALSE(accounts->use_step(lan, name, 102).value());
    CHECK(accounts->use_step(lan, name, 103).value());
    CHECK_FALSE(accounts->use_recovery_code(lan, name, paper).value());
    CHECK(accounts->find(lan)->codes.at(name).secret == "12345678901234567890");
    CHECK(accounts->find(lan)->codes.at(name).recovery.size() == 1);
    CHECK(text_in(disk).find("12345678901234567890") ==
          std::string::npos);  // It may be any bytes: in hexadecimal.
    CHECK(accounts->keep_codes(lan, std::nullopt).has_value());
    CHECK(text_in(disk).find(to_hex("12345678901234567890")) == std::string::npos);
}

TEST_CASE("accounts: whoever is shut out has nothing left to log in with", "[gateway][accounts]") {
    world::MemoryDirectory disk;
    const auto accounts = Accounts::open(disk).value();
    accounts->add({lan, "lan", "Cô Lan", {}}).value();
    accounts->add_password(lan, sha256("first"), phc).value();
    accounts->add_codes(lan, sha256("codes"), {"12345678901234567890", 1, {sha256("paper")}}).value();
    accounts->name_passkey(lan, PasskeyId{Sequence{40}}, "Máy tôi").value();
    CHECK(accounts->shut_out(lan).has_value());
    CHECK(accounts->find(lan) == Account{lan, "lan", "Cô Lan"});
    CHECK(Accounts::open(disk).value()->find(lan) == Account{lan, "lan", "Cô Lan"});
}

TEST_CASE("accounts: a start keeps the codes and the names of passkeys that the ledger knows",
          "[gateway][accounts]") {
    world::MemoryDirectory disk;
    const auto accounts = Accounts::open(disk).value();
    const PasskeyId known{Sequence{40}}, gone{Sequence{41}};
    accounts->add({lan, "lan", "Cô Lan", {}}).value();
    for (const auto* codes : {"in force", "being set"})
        accounts->add_codes(lan, sha256(codes), {"12345678901234567890", 1, {}}).value();
    for (const auto id : {known, gone}) accounts->name_passkey(lan, id, "Máy").value();
    book::Users users;
    users.known[lan].codes = sha256("in force");
    users.passkeys.emplace(known, book::Passkey{lan, {}, {}, {}});
    CHECK(accounts->keep_only(users).has_value());
    const auto account = accounts->find(lan).value();
    CHECK(account.codes.size() == 1);
    CHECK(account.codes.contains(sha256("in force")));
    CHECK(account.passkeys.size() == 1);
    CHECK(account.passkeys.contains(known));
}

TEST_CASE("accounts: a file of before codes and passkeys is read as it is", "[gateway][accounts]") {
    world::MemoryDirectory disk;
    const std::string line =
        R"({"version":1,"accounts":[{"id":"tk17","login":"lan","name":"Cô Lan","passwords":[]}]})";
    disk.replace_file(Accounts::file_name, line + "\n" + to_hex(sha256(line).bytes()) + "\n",
                      world::Permission::owner_only)
        .value();
    CHECK(Accounts::open(disk).value()->find(lan) == Account{lan, "lan", "Cô Lan"});
}
