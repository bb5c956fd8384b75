#include "merchants/bank_directory.hpp"
#include "merchants/account_at.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::merchants;

namespace {
const std::string one_bank =
    R"({"bin":"970436","code":"VCB","shortName":"Vietcombank","name":"Ngân hàng TMCP Ngoại thương","kind":"bank")";

BankDirectory directory_of(const std::string& json) {
    auto read = BankDirectory::read(json);
    REQUIRE(std::holds_alternative<BankDirectory>(read));
    return std::get<BankDirectory>(std::move(read));
}

std::string mistake_of(const std::string& json) {
    const auto read = BankDirectory::read(json);
    const auto* mistakes = std::get_if<std::vector<BankFileMistake>>(&read);
    if (mistakes == nullptr) return "none";
    REQUIRE(mistakes->size() == 1);
    CHECK(!mistakes->front().vietnamese.empty());
    return mistakes->front().english;
}

std::string bin_of(std::string_view word) {
    const auto* bank = find_bank(word);
    return bank ? std::string{bank->bin.text()} : "none";
}
}  // namespace

TEST_CASE("banks: the directory holds what config/banks.json holds, sorted", "[merchants][banks]") {
    REQUIRE(banks().size() == 72);
    for (std::size_t i = 1; i < banks().size(); ++i) CHECK(banks()[i - 1].bin < banks()[i].bin);
    const auto* vietcombank = find_bank(*Bin::parse("970436"));
    REQUIRE(vietcombank);
    CHECK(vietcombank->short_name == "Vietcombank");
    CHECK(vietcombank->swift == "BFTVVNVX");
    CHECK(vietcombank->transfer_supported == true);
    CHECK(!find_bank(*Bin::parse("970411")));
}

TEST_CASE("banks: a bank is found by whatever people and providers call it", "[merchants][banks]") {
    const std::pair<const char*, const char*> words[] = {
        {"970436", "970436"},       {"vietcombank", "970436"},   {"VCB", "970436"},
        {"mb", "970422"},           {"MBBank", "970422"},        {"MB Bank", "970422"},
        {"MBB", "970422"},          {"VietinBank", "970415"},    {"ICB", "970415"},
        {"CTG", "970415"},          {"ACB", "970416"},           {"TPBank", "970423"},
        {"BIDV", "970418"},         {"OCB", "970448"},           {"VPBank", "970432"},
        {"Sacombank", "970403"},    {"STB", "970403"},           {"Techcombank", "970407"},
        {"Agribank", "970405"},     {"VIB", "970441"},           {"MSB", "970426"},
        {"HDBank", "970437"},       {"SHB", "970443"},           {"Eximbank", "970431"},
        {"SeABank", "970440"},      {"LPBank", "970449"},        {"LienVietPostBank", "970449"},
        {"NamABank", "970428"},     {"KienLongBank", "970452"},  {"BVBank", "970454"},
        {"Bản Việt", "970454"},     {"Bảo Việt", "970438"},      {"BaoVietBank", "970438"},
        {"PVcomBank", "970412"},    {"ABBANK", "970425"},        {"MoMo", "971025"},
        {"ViettelMoney", "971005"}, {"Viettel Money", "971005"}, {"CIMB", "422589"},
        {"Timo", "963388"},         {"Cake", "546034"},          {"DongA Bank", "970406"}};
    for (const auto& [word, bin] : words) {
        CAPTURE(word);
        CHECK(bin_of(word) == bin);
    }
}

TEST_CASE("banks: a bank is found by today's name, by a former one and as offices write it",
          "[merchants][banks]") {
    const std::pair<const char*, const char*> words[] = {
        {"Vikki Bank", "970406"},
        {"Vikki", "970406"},
        {"VCBNeo", "970444"},
        {"VCB Neo", "970444"},
        {"CB Bank", "970444"},
        {"CBBank", "970444"},
        {"Ngân hàng Xây dựng", "970444"},
        {"Ngân hàng TMCP Ngoại thương Việt Nam", "970436"},
        {"Ngân hàng Thương mại cổ phần Ngoại thương Việt Nam", "970436"},
        {"NGÂN HÀNG TMCP NGOẠI THƯƠNG", "970436"},
        {"NH Ngoại thương VN (Vietcombank)", "970436"},
        {"Vietcombank (VCB)", "970436"},
        {"VCB (Vietcombank)", "970436"},
        {"NH TMCP Quân đội", "970422"},
        {"NHTMCP Quân Đội", "970422"},
        {"Quân đội", "970422"},
        {"MB - Bank", "970422"},
        {"Nông nghiệp và Phát triển Nông thôn", "970405"},
        {"Ngân hàng NN&PTNT (Agribank)", "970405"},
        {"Ngân hàng Công thương", "970415"},
        {"Sài Gòn Công Thương", "970400"},
        {"MBV", "970414"},
        {"Ngân hàng Việt Nam Hiện Đại", "970414"},
        {"OceanBank", "970414"},
        {"Đại Dương", "970414"},
        {"Đông Á", "970406"},
        {"DongA Bank", "970406"},
        {"Bưu điện Liên Việt", "970449"},
        {"Xăng dầu Petrolimex", "970430"},
        {"Dầu Khí Toàn Cầu", "970408"},
        {"Kỷ Nguyên Thịnh Vượng", "970408"},
        {"VietCapitalBank", "970454"},
        {"BVBank", "970454"},
        {"Ngan hang Chinh sach xa hoi", "999888"}};
    for (const auto& [word, bin] : words) {
        CAPTURE(word);
        CHECK(bin_of(word) == bin);
    }
    CHECK(bank_display_name(*Bin::parse("970444")) == "VCBNeo");
    CHECK(bank_display_name(*Bin::parse("970454")) == "BVBank");
}

TEST_CASE("banks: every name in the directory's file leads to its bank, or to none where two have it",
          "[merchants][banks]") {
    for (const auto& bank : banks()) {
        CAPTURE(bank.short_name, bank.name);
        for (const auto& word : {bank.code, bank.short_name, bank.name, "Ngân hàng " + bank.short_name}) {
            const auto* found = find_bank(word);
            CHECK((found == nullptr || found->bin == bank.bin || word == "CIMB"));
        }
        const bool is_shared =
            bank.name.find("Mirae") != std::string::npos || bank.name.find("CIMB") != std::string::npos;
        if (!is_shared) CHECK(find_bank(bank.name) == &bank);
    }
}

TEST_CASE("banks: brackets that say another bank than the words before them mean none",
          "[merchants][banks]") {
    for (const auto* word : {"Vietcombank (MB)", "Agribank (VCB)", "Ngân hàng", "NH", "Ngân hàng TMCP",
                             "Bank", "Việt Nam", "()", "(", "Ngân hàng BVB"})
        CHECK(bin_of(word) == "none");
}

TEST_CASE("banks: a word that means different banks in different lists means none", "[merchants][banks]") {
    for (const auto* word : {"BVB", "bvb", "VNCB", "MAFC", "", "no such bank", "999999"})
        CHECK(bin_of(word) == "none");
}

TEST_CASE("banks: an unknown bank is shown by its BIN", "[merchants][banks]") {
    CHECK(bank_display_name(*Bin::parse("970422")) == "MBBank");
    CHECK(bank_display_name(*Bin::parse("970999")) == "970999");
}
TEST_CASE("banks: a stand names the bank in words, each once", "[merchants][banks]") {
    CHECK(bank_in_words(*Bin::parse("970436")).starts_with("Vietcombank – "));
    CHECK(bank_in_words(*Bin::parse("999999")) == "999999");
}

TEST_CASE("banks: a mobile number at a wallet is a wallet's account, and nothing else is",
          "[merchants][banks]") {
    const auto kind = [](const char* bin, const char* number) {
        return kind_of_account(*Bin::parse(bin), *AccountNumber::parse(number));
    };
    for (const auto* wallet : {"971005", "971011", "971025"}) {
        CAPTURE(wallet);
        CHECK(kind(wallet, "0912345678") == AccountKind::wallet_phone);
        CHECK(kind(wallet, "0112345678") == AccountKind::bank);
        CHECK(kind(wallet, "091234567") == AccountKind::bank);
        CHECK(kind(wallet, "99MM23331M34875080") == AccountKind::bank);
    }
    CHECK(kind("970436", "0912345678") == AccountKind::bank);
}

TEST_CASE("account at: a wallet's number is its owner's mobile number, put right or refused",
          "[merchants][banks]") {
    const auto read = [](const char* bin, const char* number) {
        const auto found = account_at(*Bin::parse(bin), *AccountNumber::parse(number));
        const auto* account = std::get_if<AccountNumber>(&found);
        return account != nullptr ? account->text() : std::string{english(std::get<AccountFault>(found))};
    };
    const std::string refused = "is not a number of this wallet: that is a mobile number of ten digits";
    for (const auto* wallet : {"971005", "971011", "971025"}) {
        CAPTURE(wallet);
        CHECK(read(wallet, "0901234567") == "0901234567");
        CHECK(read(wallet, "901234567") == "0901234567");
        CHECK(read(wallet, "84901234567") == "0901234567");
        CHECK(read(wallet, "PSP0123456789012345") == "PSP0123456789012345");
        CHECK(read(wallet, "123456789012") == "123456789012");
        for (const auto* wrong : {"1", "12345", "201234567", "0201234567", "09012345678", "84201234567"}) {
            CAPTURE(wrong);
            CHECK(read(wallet, wrong) == refused);
        }
    }
    CHECK(read("970422", "901234567") == "901234567");
    CHECK(read("970422", "1999") == "1999");
    CHECK(read("123456", "7") == "7");
    CHECK(!vietnamese(AccountFault::no_wallet_number).empty());
}

TEST_CASE("banks: a file is refused with the entry and what is wrong in it", "[merchants][banks]") {
    CHECK(mistake_of("[" + one_bank + "}]") == "none");
    const std::string no_list = "is no JSON list of 1 to 1000 banks within 1 MB";
    for (const auto* file : {"", "{}", "[]", "[", "null"}) CHECK(mistake_of(file) == no_list);
    CHECK(mistake_of("[" + std::string(BankDirectory::file_bytes_max, ' ') + "]") == no_list);

    const std::pair<const char*, const char*> members[] = {
        {R"("shortname":"x")", R"(there is no member "shortname")"},
        {R"("since":"01/02/2025")", "since must be a date, YYYY-MM-DD"},
        {R"("since":20250201)", "since must be a date, YYYY-MM-DD"},
        {R"("swift":"BFTV")", "swift must be 8 or 11 of A-Z 0-9"},
        {R"("transferSupported":1)", "transferSupported must be true or false"},
        {R"("synonyms":"VCB")", "synonyms must be a list of names"},
        {R"("synonyms":["!"])", "synonyms must be a list of names"},
        {R"("formerly":["x"])", "formerly must be a list of objects"},
        {R"("formerly":[{"shortName":"x"}])", "name must be a text of at most 200 bytes"}};
    for (const auto& [member, says] : members) {
        CAPTURE(member);
        CHECK(mistake_of("[" + one_bank + "," + member + "}]") == "entry 1 (970436): " + std::string{says});
    }
    CHECK(mistake_of("[" + one_bank + "}," + one_bank + "}]") ==
          "entry 2 (970436): its bin stands in an entry before");
    CHECK(mistake_of("[7]") == "entry 1: entry must be an object");
    const std::string hidden = R"([{"bin":"970436","code":"VCB","shortName":"Viet)"
                               "\xE2\x80\x8B"
                               R"(com","name":"Ngân hàng","kind":"bank"}])";
    CHECK(mistake_of(hidden) == "entry 1 (970436): shortName must be a text of at most 60 bytes");
}

TEST_CASE("banks: a word that two entries mean is a mistake, one that both have means neither",
          "[merchants][banks]") {
    const std::string other = R"({"bin":"970999","code":"X","shortName":"X","name":"Y","kind":"bank")";
    const auto shared =
        directory_of("[" + one_bank + R"(,"synonyms":["NT"]},)" + other + R"(,"synonyms":["nt"]}])");
    CHECK(shared.find("NT") == nullptr);
    CHECK(shared.find("X") == shared.find(*Bin::parse("970999")));
    CHECK(mistake_of("[" + one_bank + R"(,"meant":["NT"]},)" + other + R"(,"meant":["nt"]}])") ==
          "entry 2 (970999): means a word that another entry means");
}

TEST_CASE("banks: what a newer directory changes is new, renamed, changed or gone", "[merchants][banks]") {
    const auto bank = [](const std::string& bin, const std::string& short_name, const std::string& name) {
        return R"({"bin":")" + bin + R"(","code":"C","shortName":")" + short_name + R"(","name":")" + name +
               R"(","kind":"bank"})";
    };
    const auto before = directory_of("[" + bank("970001", "A", "a") + "," + bank("970002", "B", "b") + "," +
                                     bank("970003", "C", "c") + "," + bank("970005", "E", "e") + "]");
    const auto after = directory_of("[" + bank("970001", "A2", "a") + "," + bank("970002", "B", "b2") + "," +
                                    bank("970004", "D", "d") + "," + bank("970005", "E", "e") + "]");
    const auto changes = changes_of(before, after);
    REQUIRE(changes.renamed.size() == 1);
    CHECK(changes.renamed.front().first->short_name == "A");
    CHECK(changes.renamed.front().second->short_name == "A2");
    REQUIRE(changes.otherwise.size() == 1);
    CHECK(changes.otherwise.front().second->name == "b2");
    REQUIRE(changes.fresh.size() == 1);
    CHECK(changes.fresh.front()->bin == *Bin::parse("970004"));
    REQUIRE(changes.gone.size() == 1);
    CHECK(changes.gone.front()->bin == *Bin::parse("970003"));
}

TEST_CASE(
    "banks: another directory takes the place of the program's as a whole, and what was answered stays good",
    "[merchants][banks]") {
    const auto* before = find_bank("Vietcombank");
    use_banks(directory_of("[" + one_bank + R"(,"synonyms":["Ngoại thương mới"]}])"));
    CHECK(banks().size() == 1);
    CHECK(bin_of("Ngoại thương mới") == "970436");
    CHECK(bin_of("MBBank") == "none");
    const auto* meanwhile = find_bank("VCB");
    use_own_banks();
    CHECK(bin_of("MBBank") == "970422");
    CHECK(bin_of("Ngoại thương mới") == "none");
    CHECK(before == find_bank("Vietcombank"));
    CHECK(meanwhile->short_name == "Vietcombank");

    use_banks(directory_of("[" + one_bank + R"(,"synonyms":["Ngoại thương mới"]}])"));
    CHECK(find_bank("VCB") == meanwhile);  // The same text is not kept twice.
    use_banks(directory_of(std::string{own_banks().text()}));
    CHECK(&banks_in_use() == &own_banks());
}
