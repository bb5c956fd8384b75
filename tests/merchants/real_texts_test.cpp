#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>

#include "qr/fold.hpp"
#include "registry.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::merchants;
using namespace choqr::merchants::testing;

namespace {

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return lower(c); });
    return text;
}

/// Letters and digits of a text, in small letters, each with its place in the text.
struct Squeezed {
    explicit Squeezed(const std::string& text) {
        for (std::size_t i = 0; i < text.size(); ++i)
            if (is_letter_or_digit(text[i])) {
                letters += lower(text[i]);
                places.push_back(i);
            }
    }
    std::string letters;
    std::vector<std::size_t> places;
};

struct Sample {
    std::string id, reference, delivered;
};

std::vector<Sample> incoming_samples() {
    std::ifstream file{CHOQR_SOURCE_DIR "/tests/vectors/content-samples.json"};
    std::vector<Sample> samples;
    for (const auto& entry : nlohmann::json::parse(file)) {
        if (entry["direction"] != "in") continue;
        const auto& reference = entry["original_reference"];
        samples.push_back({entry["id"], reference.is_string() ? reference.get<std::string>() : "", qr::fold_to_ascii(entry["delivered_content"].get<std::string>())});
    }
    return samples;
}

/// The delivered text with `code` where the reference stood. The reference survived whole if all its letters and digits are
/// there in order, whatever was put between them or taken out; what the bank put *into* it is put into the code, at the
/// same part of its length. Nothing if it did not survive.
std::optional<std::string> with_code(const Sample& sample, const std::string& code) {
    const Squeezed delivered{sample.delivered}, reference{qr::fold_to_ascii(sample.reference)};
    const auto at = reference.letters.empty() ? std::string::npos : delivered.letters.find(reference.letters);
    if (at == std::string::npos) return std::nullopt;
    const auto count = reference.letters.size();
    std::string written;
    for (std::size_t i = 0, used = 0; i < count; ++i) {
        const auto upto = (i + 1) * code.size() / count;
        written += code.substr(used, upto - used);
        used = upto;
        if (i + 1 == count) break;
        const auto gap_before = reference.places[i + 1] - reference.places[i], gap_after = delivered.places[at + i + 1] - delivered.places[at + i];
        if (gap_before == 1 && gap_after > 1) written += sample.delivered.substr(delivered.places[at + i] + 1, gap_after - 1);
    }
    const auto begin = delivered.places[at], end = delivered.places[at + count - 1] + 1;
    return sample.delivered.substr(0, begin) + written + sample.delivered.substr(end);
}

MarketOfStalls& big_market() {
    static MarketOfStalls market = [] {
        MarketOfStalls made;
        for (int i = 0; i < 2'000; ++i) made.add();
        return made;
    }();
    return market;
}

}  // namespace

TEST_CASE("matching: our code is found in the texts that banks really delivered", "[merchants][matching][real]") {
    std::size_t whole = 0, found = 0, lost = 0, without = 0;
    for (const auto& sample : incoming_samples()) {
        if (sample.reference.empty()) {
            ++without;
            CAPTURE(sample.id, sample.delivered);
            CHECK(find_codes(sample.delivered).empty());
            continue;
        }
        const auto& stall = *big_market().stall(StallId::from_value(whole * 31 % 2'000));
        const auto text = with_code(sample, stall.transfer_code.text());
        if (!text) {
            ++lost;
            continue;
        }
        ++whole;
        CAPTURE(sample.id, *text);
        const bool right = match(credit_with(*text), big_market()).stall == stall.id;
        CHECK(right);
        found += right;
        CHECK(match(credit_with(lower(*text)), big_market()).stall == stall.id);
    }
    std::cout << "real texts: the code survived whole in " << whole << " (lost with the memo in " << lost << ", no reference in " << without
              << "); found in " << found << " of " << whole << "\n";
    CHECK(whole >= 50);
    CHECK(found * 100 >= whole * 97);
}

TEST_CASE("matching: a line wrapped anywhere within the code does not hide it", "[merchants][matching][real]") {
    std::size_t tried = 0;
    for (const auto& sample : incoming_samples())
        for (const char* wrap : {" ", "\n", "-", ". "})
            for (std::size_t at = 1; at < TransferCode::length; ++at) {
                auto code = big_market().stall(StallId::from_value(at))->transfer_code.text();
                const auto text = with_code(sample, "@@");
                if (!text) continue;
                const auto place = text->find("@@");
                if (place == std::string::npos) continue;  // The sample's own wrap; the case above has it.
                code.insert(at, wrap);
                auto written = *text;
                written.replace(place, 2, code);
                CAPTURE(sample.id, written);
                CHECK(match(credit_with(written), big_market()).stall == StallId::from_value(at));
                ++tried;
            }
    CHECK(tried > 1'500);
}

namespace {

/// Texts as people and banks write them, without a code of ours.
class Texts {
public:
    std::string next() {
        std::string text = pick(before_);
        for (auto words = 1 + chance_() % 6; words > 0; --words) (text += piece()) += pick(between_);
        return text + pick(after_);
    }

private:
    std::string pick(const std::vector<std::string>& from) { return filled(from[chance_() % from.size()]); }

    std::string piece() {
        switch (chance_() % 5) {
            case 0: return run(6 + chance_() % 9, "0123456789");
            case 1: return run(4 + chance_() % 13, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
            case 2: return "CH" + run(1 + chance_() % 9, "QRQRABCDEFGHJKMNPQRSTUVWXYZ23456789");
            default: return pick(words_);
        }
    }
    std::string run(std::size_t length, std::string_view from) {
        std::string text;
        while (text.size() < length) text += from[chance_() % from.size()];
        return text;
    }
    /// '#' becomes a digit, '*' a letter or digit.
    std::string filled(std::string text) {
        for (char& c : text) {
            if (c == '#') c = static_cast<char>('0' + chance_() % 10);
            if (c == '*') c = run(1, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")[0];
        }
        return text;
    }

    std::mt19937 chance_{20261122};
    const std::vector<std::string> before_{"", "", "MBVCB.###########.######.", "CT DEN:############ ", "IBFT ", "QR - ", "NHAN TU ########## TRACE ###### ND ", "TKThe :###########, tai MB. ",
                                           "######.######.######.", "PARTNER.DIRECT_DEBITS_VCB.MSE.###########.########.###########-09########_", "SEVQR ", "VQR********** ", "MOMO-CASHOUT-09########-OQCO********-############ "};
    const std::vector<std::string> after_{"", "", ".CT tu ############# NGUYEN VAN A toi ########## TRAN THI B tai VCB", " FT############## Ma giao dich Trace###### Trace ######", " GD ************#### ######-##:##:##",
                                          " -CTLNHIDI###############-1/1-CRE-002", " CKN ###### ******** - LE THI CHI", "-CHUYEN TIEN-OQCH########-MOMO###########MOMO", "; tai Napas"};
    const std::vector<std::string> between_{" ", " ", " ", "", ".", "-", "  ", "/"};
    const std::vector<std::string> words_{"chuyen tien", "chuyển khoản", "CHQUAN", "chú Quý", "CHỊ RUỘT", "mua rau", "mua cá", "thanh toan", "tien hang", "CHR", "CHQ", "chợ Rạch Gốc", "chợ Quán Hàu",
                                          "cảm ơn", "Nguyễn Thị Hạnh", "Đặng Văn Quyết", "ba ký thịt", "TRA NO", "tiền điện tháng 11", "cho thue quay B12", "CHRISTMAS", "quay 12", "A-12", "20k", "35.000d"};
};

enum class Edit { replace, insert, remove, swap };

}  // namespace

TEST_CASE("matching: in 100,000 texts without a code nothing is matched", "[merchants][matching][property]") {
    Texts texts;
    std::size_t matched = 0, look_like_codes = 0;
    for (int i = 0; i < 100'000; ++i) {
        const auto text = texts.next();
        look_like_codes += !find_codes(text).empty();
        if (!match(credit_with(text), big_market()).stall) continue;
        ++matched;
        UNSCOPED_INFO(text);
    }
    std::cout << "texts without a code: " << matched << " false matches in 100,000 against 2,000 stalls (" << look_like_codes
              << " held nine characters that pass the checks, of no stall)\n";
    CHECK(matched == 0);
}

TEST_CASE("matching: in 100,000 codes with up to two characters wrong none is matched wrongly", "[merchants][matching][property]") {
    std::mt19937 chance{42};
    std::size_t wrong = 0, right = 0;
    for (int i = 0; i < 100'000; ++i) {
        const auto& stall = *big_market().stall(StallId::from_value(chance() % 2'000));
        auto code = stall.transfer_code.text();
        for (auto edits = 1 + chance() % 2; edits > 0; --edits) {
            const auto at = chance() % code.size();
            const char other = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -."[chance() % 39];
            switch (static_cast<Edit>(chance() % 4)) {
                case Edit::replace: code[at] = other; break;
                case Edit::insert: code.insert(at, 1, other); break;
                case Edit::remove: code.erase(at, 1); break;
                case Edit::swap: std::swap(code[at], code[(at + 1) % code.size()]); break;
            }
        }
        const auto found = match(credit_with("mua ca " + code + " FT25077404901198"), big_market()).stall;
        if (!found) continue;
        if (*found == stall.id) ++right;
        if (*found != stall.id) {
            ++wrong;
            UNSCOPED_INFO(stall.transfer_code.text() + " became " + code);
        }
    }
    std::cout << "codes with up to two characters changed, added, lost or swapped: " << wrong << " wrong matches in 100,000 (" << right
              << " still found: the change was a separator or undid itself)\n";
    CHECK(wrong == 0);
}
