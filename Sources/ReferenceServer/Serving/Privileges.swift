import Foundation
import SMTPTransport

/// Whom the daemon runs as.
///
/// Started as root with `user` in its configuration, it does as root what root alone can do: it binds its addresses and
/// makes its data directory for that user. Then it becomes the user and starts its program anew in its own place, with
/// the sockets handed over as at SIGUSR2 (`Successor`). So nothing that was read or made as root is left in memory, no
/// thread keeps a right, and all files are read by whom they are read by later, at SIGHUP and SIGUSR2.
///
/// Guarantees: where any step fails the process says why and ends, without a message accepted. What runs afterwards has
/// no group of root's, cannot become root again, gains nothing by programs with a set-user-ID bit, and leaves no core
/// dumps.
struct Privileges {
    /// The user and the group that the daemon is to be.
    struct Identity: Hashable, Sendable {
        /// The user's name.
        var userName: String
        /// The user's number; never 0.
        var user: UInt32
        /// The group's name.
        var groupName: String
        /// The group's number; never 0.
        var group: UInt32
    }

    /// What is to be done; complete.
    enum Standing: Hashable, Sendable {
        /// Nothing: it is no root, and who the configuration says, if it says anything.
        case settled
        /// Nothing, though it is root: the configuration names nobody.
        case root
        /// It is root and has to become somebody.
        case becomes(Identity)
    }

    let system: any PrivilegesSystem

    init(system: any PrivilegesSystem = PrivilegesOnLinux()) { self.system = system }

    /// Settles whom the process runs as; returns where it is who it is to be.
    ///
    /// Where it is root and is to become a user, the process is replaced and this never returns, but by an error.
    ///
    /// - Parameters:
    ///   - configuration: where to listen, and whom to become.
    ///   - file: the configuration's file, which is read again later; nil for none.
    ///   - sockets: what was handed over to listen on.
    /// - Returns: what an operator should know, or nil.
    /// - Throws: `CommandFailure` where a step fails; the process may be no root any more then.
    func settle(
        _ configuration: ServerConfiguration, file: String?, sockets: InheritedSockets?
    ) throws(CommandFailure) -> String? {
        switch try standing(configuration) {
        case .settled:
            if configuration.user != nil { try check(system.forbidDumps(), "forbid core dumps") }
            return nil
        case .root:
            return "this daemon runs as root; with `user` in the configuration it is root only until it listens"
        case .becomes(let identity):
            let handed = try Self.bind(configuration, besides: sockets)
            try prepareData(configuration.dataPath, for: identity)
            try drop(to: identity)
            if let file, access(file, R_OK) != 0 {
                let shown = Console.printable(file)
                throw .operational(
                    "\(shown): the user \(identity.userName) cannot read it (\(Files.systemError())); run: "
                        + "chgrp \(identity.groupName) \(shown) && chmod g+r \(shown)")
            }
            // Programs that are run later are to look for their files where this user may.
            for (name, value) in [
                ("HOME", configuration.dataPath), ("USER", identity.userName), ("LOGNAME", identity.userName),
            ] { setenv(name, value, 1) }
            throw Successor.replaceThisProcess(handing: handed)
        }
    }

    /// What is to be done.
    ///
    /// - Parameter configuration: whom it names.
    /// - Throws: `CommandFailure` where there is no such user or group, where it is root, or where this process cannot
    ///   become it.
    func standing(_ configuration: ServerConfiguration) throws(CommandFailure) -> Standing {
        guard let name = configuration.user else { return system.effectiveUser == 0 ? .root : .settled }
        let identity = try identity(user: name, group: configuration.group)
        guard system.effectiveUser != identity.user || system.effectiveGroup != identity.group else { return .settled }
        guard system.effectiveUser == 0 else {
            let own = "\(system.name(ofUser: system.effectiveUser)):\(system.name(ofGroup: system.effectiveGroup))"
            throw .operational(
                "this process runs as \(own) and cannot become \(identity.userName):\(identity.groupName), as the "
                    + "configuration's user and group say; start it as that user, or as root")
        }
        return .becomes(identity)
    }

    private func identity(user name: String, group groupName: String?) throws(CommandFailure) -> Identity {
        guard let found = system.user(named: name) else {
            throw .operational("user: there is no user \(PrintableText.quoted(name)) on this machine")
        }
        var group = found.group
        if let groupName {
            guard let named = system.group(named: groupName) else {
                throw .operational("group: there is no group \(PrintableText.quoted(groupName)) on this machine")
            }
            group = named
        }
        guard found.user != 0 else {
            throw .operational("user: \(name) is root itself; name another user, or none to stay root")
        }
        let shown = groupName ?? system.name(ofGroup: group)
        guard group != 0 else { throw .operational("group: \(shown) is the group of root; name another one") }
        return Identity(userName: name, user: found.user, groupName: shown, group: group)
    }

    /// A failure that says whom a file has to let in, where one did not.
    ///
    /// - Parameters:
    ///   - failure: why the files could not be used.
    ///   - configuration: whom the daemon runs as.
    static func explained(_ failure: CommandFailure, for configuration: ServerConfiguration) -> CommandFailure {
        guard let user = configuration.user,
            failure.message.contains(String(cString: strerror(EACCES)))
        else { return failure }
        return CommandFailure(
            message: "\(failure.message); the daemon runs as \(user), who has to be able to read it",
            status: failure.status)
    }
}
