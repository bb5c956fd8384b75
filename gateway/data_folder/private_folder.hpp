#pragma once

#include <string>
#include <vector>

namespace choqr::gateway {

/// For whoever holds keys. From now on files and folders that this process makes are its owner's only (umask
/// 077), it leaves no core dump, and no other process of its user looks into its memory. For the whole
/// process. Throws CannotStart.
void make_process_private();

/// What of a ledger others may read, write or enter: "." for its folder, then its files by name. Other
/// people's files there, and logos, which are public, are not looked at. Empty if `path` cannot be looked at.
std::vector<std::string> open_to_others(const std::string& path);

/// Takes that away, and calls make_process_private(). What it changed; nothing where no ledger lies. Throws
/// CannotStart if the folder stays open to others, because it belongs to somebody else.
std::vector<std::string> make_folder_private(const std::string& path);

/// The same for a folder that is to hold a new ledger. Throws CannotStart, too, if others may enter and
/// something else lies in it: a slip like --data /tmp shuts nobody's folder.
std::vector<std::string> make_new_folder_private(const std::string& path);

}  // namespace choqr::gateway
