#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace choqr::merchants {

/// "Ngân hàng Á Châu" gives "nganhangachau": only what every spelling of a word shares.
std::string key_of_word(std::string_view word);

/// What a key may have before and behind a bank's own name taken off: the form of company, the country.
std::string_view without_form(std::string_view key);
std::string_view without_country(std::string_view key);

/// The keys that an official name is found by.
std::vector<std::string> keys_of_name(std::string_view name);

}  // namespace choqr::merchants
