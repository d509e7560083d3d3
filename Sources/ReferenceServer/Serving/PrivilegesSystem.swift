/// What a process can ask of the system about whom it runs as, so that the steps of `Privileges` can be tried without
/// it.
///
/// Calls that can fail return 0, or the number of the error.
protocol PrivilegesSystem: Sendable {
    /// The user that decides what the process may do.
    var effectiveUser: UInt32 { get }
    /// The group that does.
    var effectiveGroup: UInt32 { get }
    /// The users and groups of the process: real and effective ones, and further groups; nil where they are not known.
    var standing: (users: [UInt32], groups: [UInt32])? { get }

    /// A user of this machine, with its own group.
    ///
    /// - Parameter name: its name.
    func user(named name: String) -> (user: UInt32, group: UInt32)?
    /// A group of this machine.
    ///
    /// - Parameter name: its name.
    func group(named name: String) -> UInt32?
    /// The name of a user, or its number.
    ///
    /// - Parameter user: the number.
    func name(ofUser user: UInt32) -> String
    /// The name of a group, or its number.
    ///
    /// - Parameter group: the number.
    func name(ofGroup group: UInt32) -> String

    /// Takes the groups that a user is in, and one more, in place of all others.
    ///
    /// - Parameters:
    ///   - user: the user's name.
    ///   - group: the further group.
    func takeGroups(ofUser user: String, and group: UInt32) -> Int32
    /// Becomes a group, for good where the process is root.
    ///
    /// - Parameter group: the group.
    func become(group: UInt32) -> Int32
    /// Becomes a user, for good where the process is root.
    ///
    /// - Parameter user: the user.
    func become(user: UInt32) -> Int32
    /// Whether the process could become root again; it is root then.
    func canRegainRoot() -> Bool
    /// Rules out that a program with a set-user-ID bit gives this process, or what it becomes, more rights.
    func forbidNewPrivileges() -> Int32
    /// Rules out that the memory of the process is written to a file, or read by others of the same user.
    func forbidDumps() -> Int32

    /// Makes a directory.
    ///
    /// - Parameters:
    ///   - path: the directory; the one above it exists.
    ///   - mode: who may use it, whatever the process masks out.
    ///   - owner: whom it is given to; nil for whom the process runs as.
    func makeDirectory(_ path: String, mode: UInt32, owner: (user: UInt32, group: UInt32)?) -> Int32
}
