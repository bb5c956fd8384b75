#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "journal/merkle.hpp"
#include "support/catch.hpp"

namespace choqr::journal::testing {

/// tests/vectors/tlog-vectors.json: written by an independent program from the RFCs and checked against Go's
/// libraries.
inline const nlohmann::json& tlog_vectors() {
    static const auto json = [] {
        std::ifstream file{CHOQR_SOURCE_DIR "/tests/vectors/tlog-vectors.json"};
        return nlohmann::json::parse(file);
    }();
    return json;
}

inline std::string unhex(const nlohmann::json& text) { return *from_lower_hex(text.get<std::string>()); }

inline Hash hash_of(const nlohmann::json& hex) {
    const auto hash = Hash::from_bytes(unhex(hex));
    REQUIRE(hash);
    return *hash;
}

/// Nothing if one of them is not 32 bytes long.
inline std::optional<std::vector<Hash>> proof_of(const nlohmann::json& list) {
    std::vector<Hash> proof;
    for (const auto& hex : list) {
        const auto hash = Hash::from_bytes(unhex(hex));
        if (!hash) return std::nullopt;
        proof.push_back(*hash);
    }
    return proof;
}

/// All nodes of a tree in memory.
class WholeTree {
public:
    /// `at_once`: how many leaves are added together.
    explicit WholeTree(const std::vector<std::string>& leaves, std::size_t at_once = 1) {
        const std::vector<std::string_view> entries{leaves.begin(), leaves.end()};
        for (std::span rest{entries}; !rest.empty(); rest = rest.subspan(std::min(at_once, rest.size())))
            edge_.push_all(leaf_hashes(rest.first(std::min(at_once, rest.size()))),
                           [&](unsigned height, std::span<const Hash> hashes) {
                               if (nodes_.size() <= height) nodes_.resize(height + 1);
                               nodes_[height].insert(nodes_[height].end(), hashes.begin(), hashes.end());
                           });
    }
    const std::vector<std::vector<Hash>>& nodes() const { return nodes_; }
    NodeReader reader() const {
        return [this](unsigned height, std::uint64_t index) -> Result<Hash> {
            return nodes_.at(height).at(index);
        };
    }
    const TreeEdge& edge() const { return edge_; }

private:
    TreeEdge edge_;
    std::vector<std::vector<Hash>> nodes_;
};

/// The leaves of a tree of the vectors: listed, or by their rule.
inline std::vector<std::string> leaves_of(const nlohmann::json& tree) {
    std::vector<std::string> leaves;
    const auto count = tree.at("max_size").get<std::size_t>();
    const auto listed = tree.find("leaves_hex");
    if (listed != tree.end() && listed->is_array() && listed->size() == count) {
        for (const auto& leaf : *listed) leaves.push_back(unhex(leaf));
        return leaves;
    }
    const bool bytes = tree.at("leaf_rule").get<std::string>().find("single byte") != std::string::npos;
    for (std::size_t i = 0; i < count; ++i)
        leaves.push_back(bytes ? std::string(1, static_cast<char>(i)) : "leaf " + std::to_string(i));
    return leaves;
}

}  // namespace choqr::journal::testing
