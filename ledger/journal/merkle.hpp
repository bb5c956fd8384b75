#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/result.hpp"

namespace choqr::journal {

// The Merkle tree of RFC 6962 section 2.1 with SHA-256. Sizes and indexes are at most 2^63 - 1.

Hash empty_root();                                    ///< SHA-256 of nothing.
Hash leaf_hash(std::string_view entry);               ///< SHA-256(0x00 || entry).
Hash node_hash(const Hash& left, const Hash& right);  ///< SHA-256(0x01 || left || right).

// Many at once, which costs half as much each (base/prefixed_sha256.hpp).
std::vector<Hash> leaf_hashes(std::span<const std::string_view> entries);
/// The nodes above `row`: of its first and second, its third and fourth …; `row` has an even number.
std::vector<Hash> parent_hashes(std::span<const Hash> row);

/// The right edge of a tree: the hashes of the perfect subtrees that make it up, largest first; as many as
/// the size has one-bits. All that a writer needs to go on, 63 hashes at most.
class TreeEdge {
public:
    TreeEdge() = default;
    /// Nothing unless there is one hash per one-bit of `size`.
    static std::optional<TreeEdge> from_hashes(std::uint64_t size, std::vector<Hash> hashes);

    void push(const Hash& leaf);
    /// Adds leaf hashes in order: the same tree as push() of each. `complete(height, hashes)` is told of the
    /// subtrees that they complete, all of one height in order, leaves first.
    void push_all(std::vector<Hash> leaves,
                  const std::function<void(unsigned, std::span<const Hash>)>& complete);

    std::uint64_t size() const { return size_; }
    Hash root() const;
    const std::vector<Hash>& hashes() const { return hashes_; }

private:
    std::uint64_t size_ = 0;
    std::vector<Hash> hashes_;
};

/// Where the hash of a perfect subtree comes from: leaves [index * 2^height, (index + 1) * 2^height).
using NodeReader = std::function<Result<Hash>(unsigned height, std::uint64_t index)>;

/// The tree hash of leaves [0, size), from O(log size) nodes.
Result<Hash> tree_root(std::uint64_t size, const NodeReader& nodes);
/// RFC 6962 2.1.1, leaf's sibling first. Requires index < size.
Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size, const NodeReader& nodes);
/// RFC 6962 2.1.2. Requires first <= second; empty if first is 0 (there is nothing to prove) or equals
/// second.
Result<std::vector<Hash>> consistency_proof(std::uint64_t first, std::uint64_t second,
                                            const NodeReader& nodes);

struct Inclusion {
    std::uint64_t index = 0;
    std::uint64_t size = 0;
    Hash leaf;
    Hash root;
};
/// RFC 9162 2.1.3.2.
bool verify_inclusion(const Inclusion& claim, std::span<const Hash> proof);

struct Consistency {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    Hash first_root;
    Hash second_root;
};
/// RFC 9162 2.1.4.2. Refuses first == 0: from an empty tree nothing follows.
bool verify_consistency(const Consistency& claim, std::span<const Hash> proof);

}  // namespace choqr::journal
