#include "cli/command_tree.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <ostream>
#include <span>

#include "base/nearest.hpp"
#include "cli/command_rows.hpp"

namespace choqr::gateway {
namespace {

using Need = OptionRow::Need;

bool is_choice(std::string_view value) {  // "text|json", not "FILE|KEY".
    return value.find('|') != std::string_view::npos &&
           (value == "L|M|Q|H" || (value[0] >= 'a' && value[0] <= 'z'));
}

std::vector<std::string_view> choices_of(std::string_view value) {
    std::vector<std::string_view> choices;
    while (!value.empty()) {
        const auto choice = value.substr(0, value.find('|'));
        choices.push_back(choice);
        value.remove_prefix(std::min(value.size(), choice.size() + 1));
    }
    return choices;
}

bool is_among(const std::vector<std::string_view>& choices, std::string_view word) {
    return std::ranges::find(choices, word) != choices.end();
}

/// "--output" of "-o,--output".
std::string long_name(std::string_view names) {
    const auto comma = names.find(',');
    return std::string{comma == std::string_view::npos ? names : names.substr(comma + 1)};
}

std::string said_of(const OptionRow& row, Language language) {
    std::string text{row.about.in(language)};
    if (row.need == Need::must) text += Sentence{" (needed)", " (bắt buộc)"}.in(language);
    return text;
}

// Nothing is stored and nothing refused here: what was given is looked at once the command is known.
void add_option(CLI::App& app, const OptionRow& row, Language language) {
    const auto about = said_of(row, language);
    if (row.value.empty()) {
        app.add_flag(std::string{row.name}, about)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        return;
    }
    const auto keep = [](const CLI::results_t&) { return true; };
    app.add_option(std::string{row.name}, keep, about)
        ->type_name(std::string{row.value})
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

CLI::App& child(CLI::App& parent, std::string_view name, std::string_view about) {
    for (auto* const there : parent.get_subcommands({}))
        if (there->get_name() == name) return *there;
    auto* const made = parent.add_subcommand(std::string{name}, std::string{about});
    made->get_help_ptr()->group(parent.get_help_ptr()->get_group());  // All else is handed down by itself.
    made->allow_extras();
    made->require_subcommand(0, 1);  // Else a word that is a command's name would end this one.
    return *made;
}

std::string_view about_group(std::string_view name, Language language) {
    const auto found = std::ranges::find(group_rows(), name, &GroupRow::path);
    return found == group_rows().end() ? std::string_view{} : found->about.in(language);
}

std::string quoted(std::string_view text) { return "\"" + std::string{text} + "\""; }

std::string joined(const std::vector<std::string_view>& words, std::string_view last) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " " + std::string{last} + " " : ", ";
        text += words[i];
    }
    return text;
}

UsageError not_a_choice(std::string_view name, std::string_view given, std::string_view value) {
    const auto choices = choices_of(value);
    const auto begin = std::string{name} + ": ";
    return UsageError{begin + "write " + joined(choices, "or") + ", not " + quoted(given),
                      begin + "hãy viết " + joined(choices, "hoặc") + ", không phải " + quoted(given)};
}

void check_number(const OptionRow& row, std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size() && number >= row.least && number <= row.most)
        return;
    const auto begin = long_name(row.name) + ": ", least = std::to_string(row.least),
               most = std::to_string(row.most);
    throw UsageError{
        begin + "write a whole number from " + least + " to " + most + ", not " + quoted(text),
        begin + "hãy viết số nguyên từ " + least + " đến " + most + ", không phải " + quoted(text)};
}

std::vector<std::string> given(const CLI::App& app, const OptionRow& row) {
    const auto* const option = app.get_option_no_throw(long_name(row.name));
    return option == nullptr ? std::vector<std::string>{} : option->results();
}

void take_option(Arguments& arguments, const CLI::App& app, const OptionRow& row) {
    const auto name = long_name(row.name);
    auto values = given(app, row);
    if (values.empty()) {
        if (row.need != Need::must) return;
        const auto what = name + " " + std::string{row.value};
        throw UsageError{name + ": is missing; add " + what, name + ": còn thiếu; hãy thêm " + what};
    }
    if (values.size() > 1 && row.need != Need::repeated)
        throw UsageError{name + ": given twice; once is enough", name + ": viết hai lần; chỉ cần một lần"};
    for (const auto& value : values) {
        if (row.most > 0) check_number(row, value);
        if (is_choice(row.value) && !is_among(choices_of(row.value), value))
            throw not_a_choice(name, value, row.value);
    }
    arguments.add(name, std::move(values));
}

// An unknown option, or a word too many.
UsageError not_expected(const CommandRow& row, std::string_view word) {
    if (word.size() < 2 || !word.starts_with('-'))
        return UsageError{
            quoted(word) + ": one word too many for choqr " + std::string{row.path} + "; see --help",
            quoted(word) + ": thừa một từ đối với choqr " + std::string{row.path} + "; xem --help"};
    const std::string name{word.substr(0, word.find('='))};
    std::vector<std::string> names;
    for (const auto& option : row.options) names.push_back(long_name(option.name));
    const std::vector<std::string_view> known{names.begin(), names.end()};
    const std::string meant{nearest(name, known)};
    if (meant.empty())
        return UsageError{name + ": no such option; this command takes none",
                          name + ": không có tùy chọn này; lệnh không nhận tùy chọn nào"};
    return UsageError{name + ": no such option; the nearest is " + meant,
                      name + ": không có tùy chọn này; gần nhất là " + meant};
}

UsageError missing_word(const CommandRow& row, const WordRow& expected) {
    const std::string name{expected.name}, path{row.path};
    return UsageError{path + ": " + name + " is missing: " + std::string{expected.about.english},
                      path + ": còn thiếu " + name + ": " + std::string{expected.about.vietnamese}};
}

void take_words(Arguments& arguments, const CommandRow& row, const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < row.words.size(); ++i) {
        const auto& expected = row.words[i];
        if (i >= words.size()) throw missing_word(row, expected);
        const bool is_fixed = expected.name.front() >= 'a' && expected.name.front() <= 'z';
        const bool fits = !is_fixed || is_among(choices_of(expected.name), words[i]);
        if (!fits) throw not_a_choice(row.path, words[i], expected.name);
    }
    const bool takes_more = !row.words.empty() && row.words.back().count == WordRow::Count::some;
    if (words.size() > row.words.size() && !takes_more) throw not_expected(row, words[row.words.size()]);
    for (const auto& word : words) arguments.add_word(word);
}

void add_word(CLI::App& app, const WordRow& row, Language language) {
    const auto keep = [](const CLI::results_t&) { return true; };
    auto* const word = app.add_option(std::string{row.name}, keep, std::string{row.about.in(language)});
    word->type_name("")->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    if (row.count == WordRow::Count::some)
        word->expected(1, std::numeric_limits<int>::max())->allow_extra_args();
    else
        word->expected(1)->allow_extra_args(false);
}

/// What stands without an option: what CLI11 gave to the row's words, then what it had no place for.
std::vector<std::string> words_of(const CLI::App& app, const CommandRow& row,
                                  std::span<const std::string> plain) {
    std::vector<std::string> words;
    for (const auto& each : row.words) {
        const auto& results = app.get_option(std::string{each.name})->results();
        words.insert(words.end(), results.begin(), results.end());
    }
    const auto left = app.remaining();
    words.insert(words.end(), left.begin(), left.end());
    words.insert(words.end(), plain.begin(), plain.end());
    return words;
}

/// The command that was asked for, or the group in which the asking ended.
const CLI::App& asked_for(const CLI::App& root) {
    const auto* app = &root;
    for (auto parsed = app->get_subcommands(); !parsed.empty(); parsed = app->get_subcommands())
        app = parsed.front();
    return *app;
}

// Of a group, or of the program itself.
UsageError no_command(const CLI::App& group) {
    std::vector<std::string> names;
    for (const auto* each : group.get_subcommands({})) names.push_back(each->get_name());
    const std::vector<std::string_view> known{names.begin(), names.end()};
    const auto left = group.remaining();
    const bool is_root = group.get_parent() == nullptr;
    if (!left.empty()) {
        const std::string meant{nearest(left.front(), known)};
        return UsageError{left.front() + ": no such command; the nearest is " + meant,
                          left.front() + ": không có lệnh này; gần nhất là " + meant};
    }
    if (is_root)
        return UsageError{"which command? choqr help lists them", "lệnh nào? choqr help liệt kê mọi lệnh"};
    return UsageError{"choqr " + group.get_name() + ": write one of " + joined(known, "or") + " behind it",
                      "choqr " + group.get_name() + ": hãy viết tiếp " + joined(known, "hoặc")};
}

/// CLI11 takes what follows "--content=" for its value; an empty one is meant.
std::vector<std::string> with_empty_values_apart(std::span<const std::string> words) {
    std::vector<std::string> apart;
    for (const auto& word : words) {
        const bool is_empty = word.size() > 3 && word.starts_with("--") && word.find('=') + 1 == word.size();
        apart.push_back(is_empty ? word.substr(0, word.size() - 1) : word);
        if (is_empty) apart.emplace_back();
    }
    return apart;
}

}  // namespace

struct CommandTree::State {
    CLI::App root;
    std::map<const CLI::App*, const CommandRow*> rows;
};

CommandTree::CommandTree(Language language) : state_{std::make_unique<State>()} {
    auto& root = state_->root;
    root.name("choqr");
    root.description(std::string{Sentence{"records that a market's money has arrived, and tells the vendor",
                                          "ghi nhận và báo tiền về cho tiểu thương"}
                                     .in(language)});
    root.option_defaults()->group(std::string{Sentence{"Options", "Tùy chọn"}.in(language)});
    root.group(std::string{Sentence{"Subcommands", "Các lệnh"}.in(language)});
    root.set_help_flag("-h,--help", std::string{Sentence{"this help", "hướng dẫn này"}.in(language)});
    root.allow_extras();
    root.require_subcommand(0, 1);
    if (language == Language::vietnamese) {
        auto formatter = std::make_shared<CLI::Formatter>();
        for (const auto& [label, text] : {std::pair{"Usage", "Cách dùng"},
                                          {"OPTIONS", "TÙY CHỌN"},
                                          {"Positionals", "Từ"},
                                          {"SUBCOMMAND", "LỆNH"},
                                          {"SUBCOMMANDS", "CÁC LỆNH"}})
            formatter->label(label, text);
        root.formatter(std::move(formatter));
    }
    for (const auto& row : command_rows()) {
        auto* app = &root;
        auto rest = row.path;
        for (auto space = rest.find(' '); space != std::string_view::npos; space = rest.find(' ')) {
            const auto group = rest.substr(0, space);
            app = &child(*app, group, about_group(group, language));
            rest.remove_prefix(space + 1);
        }
        auto& leaf = child(*app, rest, row.about.in(language));
        for (const auto& option : row.options) add_option(leaf, option, language);
        for (const auto& word : row.words) add_word(leaf, word, language);
        state_->rows.emplace(&leaf, &row);
    }
}

CommandTree::~CommandTree() = default;
const CLI::App& CommandTree::root() const { return state_->root; }

int CommandTree::run(const std::vector<std::string>& words, Surroundings& surroundings) const {
    auto& root = state_->root;
    const auto mark = std::ranges::find(words, "--");  // Behind it nothing is an option.
    const std::span plain =
        mark == words.end() ? std::span<const std::string>{} : std::span{mark + 1, words.end()};
    auto parsed = with_empty_values_apart({words.begin(), mark});
    std::ranges::reverse(parsed);  // As CLI11 takes them.
    const std::string last = parsed.empty() ? "" : parsed.front();
    try {
        root.parse(std::move(parsed));
    } catch (const CLI::CallForHelp&) {
        surroundings.out << root.help();
        return 0;
    } catch (const CLI::ArgumentMismatch&) {  // An option at the end, without what belongs behind it.
        throw UsageError{last + ": needs a value behind it", last + ": cần một giá trị theo sau"};
    } catch (const CLI::ParseError& error) {
        throw UsageError{error.what()};
    }
    const auto& app = asked_for(root);
    const auto found = state_->rows.find(&app);
    if (found == state_->rows.end()) throw no_command(app);
    const auto& row = *found->second;
    const auto left = app.remaining();
    const auto odd = std::ranges::find_if(
        left, [](const std::string& word) { return word.size() > 1 && word.front() == '-'; });
    if (odd != left.end()) throw not_expected(row, *odd);
    Arguments arguments;
    take_words(arguments, row, words_of(app, row, plain));
    for (const auto& option : row.options) take_option(arguments, app, option);
    return row.run(arguments, surroundings);
}

int run_choqr(const std::vector<std::string>& words, Surroundings& surroundings) {
    const auto complain = [&](const std::string& sentence) {
        surroundings.err << "choqr: " << sentence << '\n';
    };
    try {
        const CommandTree tree{surroundings.language};
        const bool asks_version = words.size() == 1 && words.front() == "--version";
        return tree.run(asks_version ? std::vector<std::string>{"version"} : words, surroundings);
    } catch (const UsageError& error) {
        complain(error.in(surroundings.language));
        return 2;
    } catch (const std::exception& error) {
        complain(error.what());
        return 1;
    }
}

}  // namespace choqr::gateway
