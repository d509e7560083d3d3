import Foundation

/// How much room copies need, and how much there is.
struct DiskRoom: Sendable {
    /// How many octets are free for us where a directory lies; nil where the system does not say.
    var free: @Sendable (String) -> Int? = { directory in
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return nil }
        return Int(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
    }

    /// Refuses a copy for which there is no room.
    ///
    /// - Parameters:
    ///   - octets: the size of what is copied.
    ///   - target: where the copy is made; it need not exist.
    ///   - source: where what is copied lies.
    ///   - reserve: how many octets have to be left where the copy lies on the same file system as the source.
    /// - Throws: `CommandFailure` with both figures.
    func demand(_ octets: Int, at target: String, besides source: String, reserve: Int) throws(CommandFailure) {
        let place = FilePlace.existing(above: target)
        guard let free = free(place) else { return }
        let kept = Self.areTogether(place, source) ? reserve : 0
        guard octets > free - kept else { return }
        let rest = kept > 0 ? ", and \(kept) are kept for the mail" : ""
        throw .operational("\(target) has no room: the copy has \(octets) octets, \(free) are free\(rest)")
    }

    /// How many octets the regular files below a directory have.
    ///
    /// - Parameter directory: the directory.
    /// - Throws: `CommandFailure` when a directory cannot be read.
    static func octets(in directory: String) throws(CommandFailure) -> Int {
        try DataFiles(in: directory, excludesStore: false).regular.reduce(0) { sum, path in
            var status = stat()
            return lstat(directory + "/" + path, &status) == 0 ? sum + Int(status.st_size) : sum
        }
    }

    private static func areTogether(_ first: String, _ second: String) -> Bool {
        var (one, other) = (stat(), stat())
        return stat(first, &one) == 0 && stat(second, &other) == 0 && one.st_dev == other.st_dev
    }
}
