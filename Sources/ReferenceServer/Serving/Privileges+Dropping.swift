import Foundation

/// Giving root up for good.
extension Privileges {
    /// Becomes a user, looks whether that is so, and rules out that more comes back.
    ///
    /// The groups go first: as the user there would be no right to change them.
    ///
    /// - Parameter identity: whom.
    /// - Throws: `CommandFailure` at the first step that fails.
    func drop(to identity: Identity) throws(CommandFailure) {
        let name = identity.userName
        try check(system.takeGroups(ofUser: name, and: identity.group), "take the groups of \(name)")
        try check(system.become(group: identity.group), "become the group \(identity.groupName)")
        try check(system.become(user: identity.user), "become the user \(name)")
        guard !system.canRegainRoot() else {
            throw .operational("this process could become root again after it became the user \(name)")
        }
        guard let now = system.standing, now.users.allSatisfy({ $0 == identity.user }),
            now.groups.prefix(2).allSatisfy({ $0 == identity.group })
        else {
            throw .operational("this process did not become the user \(name) with the group \(identity.groupName)")
        }
        guard !now.groups.contains(0) else {
            throw .operational("the user \(name) is in the group of root; take it out, or name another user")
        }
        try check(system.forbidNewPrivileges(), "forbid new privileges")
    }

    /// Turns the number of an error into a failure.
    ///
    /// - Parameters:
    ///   - code: 0, or the number of the error.
    ///   - what: what was tried.
    func check(_ code: Int32, _ what: String) throws(CommandFailure) {
        guard code != 0 else { return }
        throw .operational("cannot \(what): \(String(cString: strerror(code)))")
    }
}
