#include "http/router.hpp"

#include <algorithm>
#include <optional>

#include "base/assert.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"

namespace choqr::http {

constexpr std::size_t unrouted_body_bytes_max = 16 * 1024;

struct Router::Node {
    // A child is tried literal first, then by its fixed end, longest first as added.
    struct Child {
        std::string text;  // A literal, or what follows the value: "" for a whole segment.
        bool is_value = false;
        bool is_free_text = false;  // May be empty, and have plus signs for spaces.
        std::unique_ptr<Node> node;
    };
    std::vector<Child> children;
    std::array<std::optional<std::size_t>, 7> route_of_method;

    bool has_route() const {
        for (const auto& route : route_of_method)
            if (route) return true;
        return false;
    }
};

namespace {

std::string_view take_segment(std::string_view& path) {
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

// A decoded value that could be mistaken for a path, or that is no text, belongs to no resource.
std::optional<std::string> decode_value(std::string_view raw, bool is_free_text) {
    if (!is_free_text && (raw.empty() || raw.find('+') != std::string_view::npos)) return std::nullopt;
    auto value = url_decode(raw);
    if (!value || !is_valid_utf8(*value)) return std::nullopt;
    for (const char c : *value)
        if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
    if (*value == "." || *value == "..") return std::nullopt;
    return value;
}

}  // namespace

Router::Router() : root_{std::make_unique<Node>()} {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
    Node* node = root_.get();
    std::string_view rest = route.pattern;
    CHOQR_ASSERT(rest.starts_with('/'), "a route's pattern begins with a slash");
    while (!rest.empty()) {
        auto segment = take_segment(rest);
        const bool is_value = segment.starts_with('{');
        const bool is_free_text = is_value && segment.find("*}") != std::string_view::npos;
        if (is_value) segment.remove_prefix(segment.find('}') + 1);
        Node* next = nullptr;
        for (auto& child : node->children)
            if (child.is_value == is_value && child.is_free_text == is_free_text && child.text == segment)
                next = child.node.get();
        if (next == nullptr) {
            auto child = Node::Child{std::string{segment}, is_value, is_free_text, std::make_unique<Node>()};
            next = child.node.get();
            // Literals before values, values with an end before whole segments.
            auto place = node->children.begin();
            while (place != node->children.end() && (!place->is_value || (is_value && !place->text.empty())))
                ++place;
            node->children.insert(is_value ? place : node->children.begin(), std::move(child));
        }
        node = next;
    }
    auto& place = node->route_of_method[static_cast<std::size_t>(route.method)];
    CHOQR_ASSERT(!place, "no two routes have the same method and pattern");
    place = routes_.size();
    routes_.push_back(std::move(route));
}

namespace {

template <class Node>
const Node* descend(const Node& node, std::string_view path, PathValues& values) {
    if (path.empty()) return node.has_route() ? &node : nullptr;
    auto rest = path;
    const auto segment = take_segment(rest);
    for (const auto& child : node.children) {
        if (!child.is_value) {
            if (child.text != segment) continue;
            if (const auto* found = descend(*child.node, rest, values)) return found;
            continue;
        }
        if (!segment.ends_with(child.text) || values.count == values.values.size()) continue;
        auto value = decode_value(segment.substr(0, segment.size() - child.text.size()), child.is_free_text);
        if (!value) continue;
        values.values[values.count++] = *std::move(value);
        if (const auto* found = descend(*child.node, rest, values)) return found;
        --values.count;
    }
    return nullptr;
}

}  // namespace

Router::Found Router::find(Method method, std::string_view path) const {
    Found found;
    if (!path.starts_with('/')) return found;
    const Node* node = descend(*root_, path, found.values);
    if (node == nullptr) return found;
    const auto wanted = method == Method::head ? Method::get : method;
    if (const auto index = node->route_of_method[static_cast<std::size_t>(wanted)]) {
        found.route = &routes_[*index];
        found.cross_origin = found.route->cross_origin;
        return found;
    }
    for (const auto each : {Method::get, Method::post, Method::put, Method::patch, Method::delete_}) {
        const auto index = node->route_of_method[static_cast<std::size_t>(each)];
        if (!index) continue;
        found.cross_origin = found.cross_origin || routes_[*index].cross_origin;
        found.allow += name_of(each);
        found.allow += each == Method::get ? ", HEAD, " : ", ";
    }
    found.allow += "OPTIONS";
    return found;
}

std::size_t Router::Found::body_bytes_max() const {
    return route == nullptr ? unrouted_body_bytes_max : route->body_bytes_max;
}

std::vector<std::string_view> unknown_parameters(std::string_view query,
                                                 std::span<const Parameter> parameters) {
    std::vector<std::string_view> unknown;
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const auto name = pair.substr(0, pair.find('='));
        if (std::ranges::find(parameters, name, &Parameter::name) == parameters.end())
            unknown.push_back(name);
    }
    return unknown;
}

}  // namespace choqr::http
