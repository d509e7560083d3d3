import Glibc

/// The system that the process runs on.
///
/// Users and groups are changed by the C library's functions, which do so for all threads of the process; calls of the
/// kernel alone would change one.
struct PrivilegesOnLinux: PrivilegesSystem {
    var effectiveUser: UInt32 { geteuid() }
    var effectiveGroup: UInt32 { getegid() }

    var standing: (users: [UInt32], groups: [UInt32])? {
        let count = getgroups(0, nil)
        guard count >= 0 else { return nil }
        var groups = [gid_t](repeating: 0, count: Int(count))
        guard count == 0 || getgroups(count, &groups) == count else { return nil }
        return ([getuid(), geteuid()], [getgid(), getegid()] + groups)
    }

    func user(named name: String) -> (user: UInt32, group: UInt32)? {
        Self.entry(passwd()) {
            getpwnam_r(name, $0, $1, $2, $3)
        } read: {
            ($0.pw_uid, $0.pw_gid)
        }
    }

    func group(named name: String) -> UInt32? {
        Self.entry(Glibc.group()) {
            getgrnam_r(name, $0, $1, $2, $3)
        } read: {
            $0.gr_gid
        }
    }

    func name(ofUser user: UInt32) -> String {
        Self.entry(passwd()) {
            getpwuid_r(user, $0, $1, $2, $3)
        } read: {
            String(cString: $0.pw_name)
        } ?? "\(user)"
    }

    func name(ofGroup group: UInt32) -> String {
        Self.entry(Glibc.group()) {
            getgrgid_r(group, $0, $1, $2, $3)
        } read: {
            String(cString: $0.gr_name)
        }
            ?? "\(group)"
    }

    func takeGroups(ofUser user: String, and group: UInt32) -> Int32 { initgroups(user, group) == 0 ? 0 : errno }

    func become(group: UInt32) -> Int32 { setgid(group) == 0 ? 0 : errno }

    func become(user: UInt32) -> Int32 { setuid(user) == 0 ? 0 : errno }

    func canRegainRoot() -> Bool { seteuid(0) == 0 || setuid(0) == 0 || setegid(0) == 0 || setgid(0) == 0 }

    func forbidNewPrivileges() -> Int32 { Self.control(.noNewPrivileges, 1) }

    func forbidDumps() -> Int32 { Self.control(.dumpable, 0) }

    func makeDirectory(_ path: String, mode: UInt32, owner: (user: UInt32, group: UInt32)?) -> Int32 {
        guard mkdir(path, mode) == 0 else { return errno }
        // What was made is what is changed, and no link that was put in its place.
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        guard fchmod(descriptor, mode) == 0 else { return errno }
        guard let owner else { return 0 }
        return fchown(descriptor, owner.user, owner.group) == 0 ? 0 : errno
    }

    /// Reads an entry of the tables of users and groups, which may be as long as it likes.
    private static func entry<Entry, Value>(
        _ empty: Entry,
        _ find: (
            UnsafeMutablePointer<Entry>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
        ) -> Int32,
        read: (Entry) -> Value
    ) -> Value? {
        var size = 16_384
        while size <= largestEntry {
            var entry = empty
            var found: UnsafeMutablePointer<Entry>?
            var room = [CChar](repeating: 0, count: size)
            let (code, value): (Int32, Value?) = room.withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return (ENOMEM, nil) }
                let code = find(&entry, base, buffer.count, &found)
                // The entry leads into the room, which is there only within this closure.
                return (code, code == 0 && found != nil ? read(entry) : nil)
            }
            guard code == ERANGE else { return value }
            size *= 4
        }
        return nil
    }

    /// The longest entry that is read, 1 MiB: a group with tens of thousands of members.
    private static let largestEntry = 1_048_576

    /// What is asked of prctl(2), by the numbers of linux/prctl.h.
    private enum Control: CInt {
        case dumpable = 4
        case noNewPrivileges = 38
    }

    /// Calls prctl(2).
    ///
    /// It takes a variable number of arguments, which Swift does not call by itself; on the platforms of Linux all of
    /// them are passed as those of a function with five.
    private static func control(_ what: Control, _ value: CUnsignedLong) -> Int32 {
        typealias Function =
            @convention(c) (CInt, CUnsignedLong, CUnsignedLong, CUnsignedLong, CUnsignedLong) -> CInt
        guard let symbol = dlsym(nil, "prctl") else { return ENOSYS }
        return unsafeBitCast(symbol, to: Function.self)(what.rawValue, value, 0, 0, 0) == 0 ? 0 : errno
    }
}
