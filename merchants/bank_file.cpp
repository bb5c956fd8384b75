#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/label.hpp"
#include "merchants/bank_directory.hpp"
#include "merchants/bank_words.hpp"

// A file of banks, read as something that a person may have written by hand.
namespace choqr::merchants {
namespace {

using nlohmann::json;

constexpr std::size_t name_bytes_max = 200;
constexpr std::string_view kinds[] = {"bank", "digital bank", "wallet", "finance company"};
constexpr std::string_view keys[] = {"bin",         "code",     "shortName",         "name",
                                     "meant",       "synonyms", "formerly",          "since",
                                     "swift",       "kind",     "transferSupported", "lookupSupported",
                                     "swiftSource", "note",     "sbvIssuedBin",      "seenIn"};

/// Collects what is wrong, each with the entry that it is about.
class Mistakes {
public:
    void begin(std::size_t entry, const json& bank) {
        entry_ = std::to_string(entry + 1);
        const auto bin = bank.is_object() ? bank.find("bin") : bank.end();
        bin_ = bin != bank.end() && bin->is_string() ? " (" + printable(bin->get<std::string>()) + ")" : "";
    }
    void add(const std::string& english, const std::string& vietnamese) {
        if (list_.size() < BankDirectory::mistakes_max)
            list_.push_back(
                {"entry " + entry_ + bin_ + ": " + english, "mục " + entry_ + bin_ + ": " + vietnamese});
    }
    void add_about_file(std::string english, std::string vietnamese) {
        list_.push_back({std::move(english), std::move(vietnamese)});
    }
    std::vector<BankFileMistake> take() { return std::move(list_); }
    bool empty() const { return list_.empty(); }

private:
    static std::string printable(std::string text) {
        text.resize(std::min<std::size_t>(text.size(), 20));
        std::ranges::replace_if(
            text, [](char c) { return c < ' ' || c > '~'; }, '?');
        return text;
    }

    std::string entry_, bin_;
    std::vector<BankFileMistake> list_;
};

class EntryReader {
public:
    EntryReader(const json& entry, Mistakes& mistakes) : entry_{entry}, mistakes_{mistakes} {}

    /// Nothing: a mistake says why.
    std::optional<Bank> read() {
        if (!entry_.is_object()) return must_be("entry", "an object", "đối tượng {…}"), std::nullopt;
        for (const auto& [key, value] : entry_.items())
            if (std::ranges::find(keys, key) == std::end(keys))
                mistakes_.add("there is no member \"" + key + "\"", "không có mục \"" + key + "\"");
        const auto bin = Bin::parse(text(entry_, "bin", 6));
        if (!bin) must_be("bin", "six digits", "sáu chữ số");
        auto bank = Bank{.bin = bin.value_or(*Bin::parse("000000")),
                         .code = text(entry_, "code", Bank::short_name_bytes_max),
                         .short_name = text(entry_, "shortName", Bank::short_name_bytes_max),
                         .name = text(entry_, "name", name_bytes_max),
                         .swift = swift(),
                         .transfer_supported = flag("transferSupported"),
                         .lookup_supported = flag("lookupSupported"),
                         .kind = kind(),
                         .since = since(),
                         .former_names = former_names()};
        for (const auto* list : {"meant", "synonyms"}) check_texts(list);
        return bin ? std::optional{std::move(bank)} : std::nullopt;
    }

private:
    void must_be(const std::string& key, const std::string& english, const std::string& vietnamese) {
        mistakes_.add(key + " must be " + english, key + " phải là " + vietnamese);
    }

    /// A label: what stands and screens print holds nothing unseen.
    std::string text(const json& of, const char* key, std::size_t bytes_max) {
        const auto found = of.find(key);
        const auto read = found != of.end() && found->is_string() ? to_label(found->get<std::string>())
                                                                  : std::optional<std::string>{};
        if (read && read->size() <= bytes_max) return *read;
        const auto most = std::to_string(bytes_max);
        must_be(key, "a text of at most " + most + " bytes", "chữ, nhiều nhất " + most + " byte");
        return {};
    }

    const json* given(const char* key) const {
        const auto found = entry_.find(key);
        return found == entry_.end() || found->is_null() ? nullptr : &*found;
    }

    std::optional<bool> flag(const char* key) {
        const auto* value = given(key);
        if (value == nullptr) return std::nullopt;
        if (!value->is_boolean()) return must_be(key, "true or false", "true hoặc false"), std::nullopt;
        return value->get<bool>();
    }

    std::optional<std::string> swift() {
        if (given("swift") == nullptr) return std::nullopt;
        auto code = text(entry_, "swift", 11);
        const auto is_of_code = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
        if ((code.size() == 8 || code.size() == 11) && std::ranges::all_of(code, is_of_code)) return code;
        return must_be("swift", "8 or 11 of A-Z 0-9", "8 hoặc 11 ký tự A-Z 0-9"), std::nullopt;
    }

    std::string kind() {
        auto kind = text(entry_, "kind", name_bytes_max);
        if (std::ranges::find(kinds, kind) == std::end(kinds))
            must_be("kind", "bank, digital bank, wallet or finance company",
                    "bank, digital bank, wallet hoặc finance company");
        return kind;
    }

    std::optional<Day> since() {
        const auto* value = given("since");
        if (value == nullptr) return std::nullopt;
        const auto day = value->is_string() ? parse_day(value->get<std::string>()) : std::nullopt;
        if (!day) must_be("since", "a date, YYYY-MM-DD", "ngày dạng YYYY-MM-DD");
        return day;
    }

    std::vector<std::string> former_names() {
        const auto* list = given("formerly");
        if (list == nullptr) return {};
        std::vector<std::string> names;
        if (!list->is_array()) return must_be("formerly", "a list", "danh sách […]"), names;
        for (const auto& former : *list) {
            if (!former.is_object()) return must_be("formerly", "a list of objects", "danh sách {…}"), names;
            names.push_back(text(former, "shortName", Bank::short_name_bytes_max));
            text(former, "name", name_bytes_max);
        }
        return names;
    }

    void check_texts(const char* key) {
        const auto* list = given(key);
        if (list == nullptr) return;
        const auto is_text = [](const json& one) {
            return one.is_string() && one.get_ref<const std::string&>().size() <= name_bytes_max &&
                   !key_of_word(one.get<std::string>()).empty();
        };
        if (!list->is_array() || !std::ranges::all_of(*list, is_text))
            must_be(key, "a list of names", "danh sách các tên");
    }

    const json& entry_;
    Mistakes& mistakes_;
};

}  // namespace

/// Each word that the file knows a bank by. A word of two banks means neither, since an account that is
/// looked up by it would pay a stranger; unless the file says which one it means.
class BankDirectory::Words {
public:
    explicit Words(BankDirectory& directory) : directory_{directory} {}

    void add_all(const json& entry) {
        const auto* bank = bank_of(entry);
        add(entry["code"].get<std::string>(), bank);
        add_names(entry, bank);
        for (const auto& former : list_of(entry, "formerly")) add_names(former, bank);
        for (const auto& synonym : list_of(entry, "synonyms")) add(synonym.get<std::string>(), bank);
    }

    /// False: the entry means a word that another has meant.
    bool mean_all(const json& entry) {
        for (const auto& word : list_of(entry, "meant")) {
            const auto key = key_of_word(word.get<std::string>());
            if (!meant_.insert(key).second) return false;
            directory_.by_word_.insert_or_assign(key, bank_of(entry));
        }
        return true;
    }

private:
    static json list_of(const json& entry, const char* key) {
        const auto found = entry.find(key);
        return found == entry.end() || found->is_null() ? json::array() : *found;
    }
    const Bank* bank_of(const json& entry) const {
        return directory_.find(*Bin::parse(entry["bin"].get<std::string>()));
    }

    void add_names(const json& named, const Bank* bank) {
        const auto short_name = named["shortName"].get<std::string>();
        add(short_name, bank);
        if (!key_of_word(short_name).ends_with("bank")) add(short_name + " Bank", bank);
        for (const auto& key : keys_of_name(named["name"].get<std::string>())) add(key, bank);
    }

    void add(std::string_view word, const Bank* bank) {
        const auto [place, is_new] = directory_.by_word_.emplace(key_of_word(word), bank);
        if (!is_new && place->second != bank) place->second = nullptr;
    }

    BankDirectory& directory_;
    std::set<std::string> meant_;
};

BankDirectory::Read BankDirectory::read(std::string_view text) {
    Mistakes mistakes;
    const auto entries =
        text.size() <= file_bytes_max ? json::parse(text, nullptr, false) : json(json::value_t::discarded);
    if (!entries.is_array() || entries.empty() || entries.size() > banks_max) {
        mistakes.add_about_file("is no JSON list of 1 to 1000 banks within 1 MB",
                                "không phải danh sách JSON có 1 đến 1000 ngân hàng, tối đa 1 MB");
        return mistakes.take();
    }
    BankDirectory directory;
    directory.text_ = text;
    std::set<Bin> seen;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        mistakes.begin(i, entries[i]);
        auto bank = EntryReader{entries[i], mistakes}.read();
        if (bank && !seen.insert(bank->bin).second)
            mistakes.add("its bin stands in an entry before", "bin đã có ở mục trước");
        if (bank) directory.banks_.push_back(*std::move(bank));
    }
    if (!mistakes.empty()) return mistakes.take();
    std::ranges::sort(directory.banks_, {}, &Bank::bin);
    Words words{directory};
    for (const auto& entry : entries) words.add_all(entry);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        mistakes.begin(i, entries[i]);
        if (!words.mean_all(entries[i]))
            mistakes.add("means a word that another entry means", "\"meant\" có tên đã thuộc mục khác");
    }
    if (!mistakes.empty()) return mistakes.take();
    return directory;
}

}  // namespace choqr::merchants
