#include "cli/completion.hpp"

#include <CLI/App.hpp>
#include <ostream>
#include <vector>

#include "cli/command_tree.hpp"

namespace choqr::gateway {
namespace {

/// One command or group, as a shell sees it.
struct Node {
    std::string path;                ///< "qr encode"; "" for the program itself.
    std::vector<std::string> words;  ///< Commands below it, options, and choices of its words.
    std::vector<const CLI::Option*> with_value;
    bool takes_files = false;  ///< One of its words is a file.
    const CLI::App* app = nullptr;
};

std::vector<std::string> names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const auto& name : option.get_lnames()) names.push_back("--" + name);
    for (const auto& name : option.get_snames()) names.push_back("-" + name);
    return names;
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (auto end = text.find(separator); end != std::string::npos; end = text.find(separator, begin)) {
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    parts.push_back(text.substr(begin));
    return parts;
}

bool is_file(const std::string& value) {
    return value.starts_with("FILE") || value == "DIR" || value == "IMAGE";
}
bool is_choice(const std::string& value) { return value.find('|') != std::string::npos && !is_file(value); }

Node node_of(const CLI::App& app, const std::string& path) {
    Node node;
    node.path = path;
    node.app = &app;
    for (const auto* below : app.get_subcommands({})) node.words.push_back(below->get_name());
    for (const auto* option : app.get_options()) {
        if (option->get_positional()) {
            const auto& name = option->get_name();
            if (is_choice(name))
                for (auto& choice : split(name, '|')) node.words.push_back(std::move(choice));
            else if (name == "vendor")
                node.words.push_back(name);
            node.takes_files = node.takes_files || is_file(name);
            continue;
        }
        for (auto& name : names_of(*option)) node.words.push_back(std::move(name));
        if (option->get_expected_max() > 0) node.with_value.push_back(option);
    }
    return node;
}

void collect(const CLI::App& app, const std::string& path, std::vector<Node>& nodes) {
    nodes.push_back(node_of(app, path));
    for (const auto* below : app.get_subcommands({}))
        collect(*below, path.empty() ? below->get_name() : path + " " + below->get_name(), nodes);
}

std::vector<Node> nodes_of(const CLI::App& root) {
    std::vector<Node> nodes;
    collect(root, "", nodes);
    return nodes;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : between) + word;
    return text;
}

// What a shell's single quotes hold.
std::string quoted(std::string text) {
    for (auto at = text.find('\''); at != std::string::npos; at = text.find('\'', at + 4))
        text.replace(at, 1, "'\\''");
    return "'" + text + "'";
}

/// Branches of a "case" that bash and zsh read alike: which words, and whether files, may come next.
template <class Words, class Files>
std::string branches(const Node& node, Words words, Files files) {
    std::string text;
    for (const auto* option : node.with_value) {
        const auto value = option->get_type_name();
        std::vector<std::string> patterns;
        for (const auto& name : names_of(*option)) patterns.push_back(quoted(node.path) + ":" + name);
        text += "        " + joined(patterns, "|") + ") ";
        text += is_choice(value) ? words(joined(split(value, '|'), " ")) : is_file(value) ? files() : "";
        text += ";;\n";
    }
    text += "        " + quoted(node.path) + ":*) " + words(joined(node.words, " "));
    if (node.takes_files) text += "; " + files();
    return text + " ;;\n";
}

/// The longest beginning of the words that is a command's path, as shell code.
std::string path_cases(const std::vector<Node>& nodes) {
    std::string text;
    for (const auto& node : nodes)
        if (!node.path.empty()) text += (text.empty() ? "" : "|") + quoted(node.path);
    return text;
}

}  // namespace

std::string bash_completion(const CLI::App& root) {
    const auto nodes = nodes_of(root);
    std::string text =
        "# Completion of choqr for bash; source it, or put it where bash-completion looks for files.\n"
        "_choqr() {\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path='' longer='' i\n"
        "    COMPREPLY=()\n"
        "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "        longer=\"${path:+$path }${COMP_WORDS[i]}\"\n"
        "        case $longer in " +
        path_cases(nodes) +
        ") path=$longer ;; esac\n"
        "    done\n"
        "    case \"$path:$before\" in\n";
    const auto words = [](const std::string& list) {
        return "COMPREPLY+=($(compgen -W " + quoted(list) + " -- \"$word\"))";
    };
    const auto files = [] { return std::string{"COMPREPLY+=($(compgen -f -- \"$word\"))"}; };
    for (const auto& node : nodes) text += branches(node, words, files);
    return text + "    esac\n}\ncomplete -o filenames -F _choqr choqr\n";
}

std::string zsh_completion(const CLI::App& root) {
    const auto nodes = nodes_of(root);
    std::string text =
        "#compdef choqr\n"
        "# Completion of choqr for zsh; put it as _choqr into a folder of $fpath.\n"
        "_choqr() {\n"
        "    local before=${words[CURRENT-1]} route='' longer='' i\n"
        "    for ((i = 2; i < CURRENT; i++)); do\n"
        "        longer=\"${route:+$route }${words[i]}\"\n"
        "        case $longer in (" +
        path_cases(nodes) +
        ") route=$longer ;; esac\n"
        "    done\n"
        "    case \"$route:$before\" in\n";
    const auto words = [](const std::string& list) { return "compadd -- " + list; };
    const auto files = [] { return std::string{"_files"}; };
    for (const auto& node : nodes) text += branches(node, words, files);
    return text +
           "    esac\n}\nif [ \"$funcstack[1]\" = _choqr ]; then _choqr \"$@\"; else compdef _choqr choqr; "
           "fi\n";
}

namespace {

// True where the command line so far asks for exactly this command.
std::string fish_condition(const Node& node) {
    if (node.path.empty()) return "__fish_use_subcommand";
    std::string text;
    for (const auto& word : split(node.path, ' '))
        text += (text.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + word);
    std::vector<std::string> below;
    for (const auto* each : node.app->get_subcommands({})) below.push_back(each->get_name());
    if (!below.empty()) text += "; and not __fish_seen_subcommand_from " + joined(below, " ");
    return text;
}

std::string fish_option(const CLI::Option& option, const std::string& condition) {
    std::string text = "complete -c choqr -n " + quoted(condition);
    for (const auto& name : option.get_lnames()) text += " -l " + name;
    for (const auto& name : option.get_snames()) text += " -s " + name;
    const auto value = option.get_type_name();
    if (option.get_expected_max() > 0) {
        text += is_file(value) ? " -r -F" : " -x";
        if (is_choice(value)) text += " -a " + quoted(joined(split(value, '|'), " "));
    }
    return text + " -d " + quoted(option.get_description()) + "\n";
}

}  // namespace

std::string fish_completion(const CLI::App& root) {
    std::string text =
        "# Completion of choqr for fish; put it as choqr.fish into a folder of $fish_complete_path.\n"
        "complete -c choqr -f\n";
    for (const auto& node : nodes_of(root)) {
        const auto condition = fish_condition(node);
        for (const auto* below : node.app->get_subcommands({}))
            text += "complete -c choqr -n " + quoted(condition) + " -a " + below->get_name() + " -d " +
                    quoted(below->get_description()) + "\n";
        for (const auto* option : node.app->get_options()) {
            if (!option->get_positional())
                text += fish_option(*option, condition);
            else if (is_choice(option->get_name()))
                text += "complete -c choqr -n " + quoted(condition) + " -a " +
                        quoted(joined(split(option->get_name(), '|'), " ")) + "\n";
            else if (is_file(option->get_name()))
                text += "complete -c choqr -n " + quoted(condition) + " -F\n";
        }
    }
    return text;
}

int run_completion(const Arguments& arguments, Surroundings& surroundings) {
    const CommandTree tree{surroundings.language};
    const auto& shell = arguments.words().front();
    surroundings.out << (shell == "bash"  ? bash_completion(tree.root())
                         : shell == "zsh" ? zsh_completion(tree.root())
                                          : fish_completion(tree.root()));
    return 0;
}

}  // namespace choqr::gateway
