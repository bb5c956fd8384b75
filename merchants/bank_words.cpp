#include "merchants/bank_words.hpp"

#include "base/fold.hpp"

namespace choqr::merchants {
namespace {

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
constexpr std::string_view country = "vietnam";

}  // namespace

std::string key_of_word(std::string_view word) {
    std::string key;
    for (const char c : fold_to_ascii(word)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key += c;
        if (c >= 'A' && c <= 'Z') key += static_cast<char>(c - 'A' + 'a');
    }
    return key;
}

std::string_view without_form(std::string_view key) {
    for (const auto form : forms)
        if (key.size() > form.size() && key.starts_with(form)) return key.substr(form.size());
    return key;
}

std::string_view without_country(std::string_view key) {
    return key.size() > country.size() && key.ends_with(country) ? key.substr(0, key.size() - country.size())
                                                                 : key;
}

std::vector<std::string> keys_of_name(std::string_view name) {
    const auto key = key_of_word(name);
    return {key, std::string{without_form(key)}, std::string{without_country(without_form(key))}};
}

}  // namespace choqr::merchants
