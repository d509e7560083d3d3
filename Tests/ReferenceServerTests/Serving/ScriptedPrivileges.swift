import Foundation
import NIOConcurrencyHelpers

@testable import ReferenceServer

/// A machine that notes what is asked of it, and can be made to fail at a step, or to do nothing.
///
/// It has the users root (0), waxwing (990) and rooted (991, whose group is root's), and the groups waxwing (990) and
/// mail (8).
struct ScriptedPrivileges: PrivilegesSystem {
    struct State {
        var users: [UInt32]
        var groups: [UInt32]
        var steps: [String] = []
    }

    let state: NIOLockedValueBox<State>
    /// The step that fails, by its first word.
    var failing: String?
    /// The step that says it is done and does nothing.
    var idle: String?
    /// Whether root can be had again.
    var isRegained = false

    init(user: UInt32 = 0, group: UInt32 = 0) {
        state = NIOLockedValueBox(State(users: [user, user], groups: [group, group, 0]))
    }

    var steps: [String] { state.withLockedValue { $0.steps } }
    var effectiveUser: UInt32 { state.withLockedValue { $0.users[1] } }
    var effectiveGroup: UInt32 { state.withLockedValue { $0.groups[1] } }
    var standing: (users: [UInt32], groups: [UInt32])? { state.withLockedValue { ($0.users, $0.groups) } }

    func user(named name: String) -> (user: UInt32, group: UInt32)? {
        ["root": (0, 0), "waxwing": (990, 990), "rooted": (991, 0)][name]
    }

    func group(named name: String) -> UInt32? { ["root": 0, "waxwing": 990, "mail": 8][name] }
    func name(ofUser user: UInt32) -> String { [0: "root", 990: "waxwing"][user] ?? "\(user)" }
    func name(ofGroup group: UInt32) -> String { [0: "root", 8: "mail", 990: "waxwing"][group] ?? "\(group)" }

    func takeGroups(ofUser user: String, and group: UInt32) -> Int32 {
        step("groups \(user) \(group)") { $0.groups = [$0.groups[0], $0.groups[1], group] }
    }

    func become(group: UInt32) -> Int32 {
        step("group \(group)") { $0.groups.replaceSubrange(0..<2, with: [group, group]) }
    }
    func become(user: UInt32) -> Int32 { step("user \(user)") { $0.users = [user, user] } }
    func canRegainRoot() -> Bool { isRegained }
    func forbidNewPrivileges() -> Int32 { step("privileges") { _ in } }
    func forbidDumps() -> Int32 { step("dumps") { _ in } }

    func makeDirectory(_ path: String, mode: UInt32, owner: (user: UInt32, group: UInt32)?) -> Int32 {
        step("directory \(path) \(String(mode, radix: 8)) \(owner.map { "\($0.user):\($0.group)" } ?? "own")") { _ in }
    }

    private func step(_ text: String, _ change: (inout State) -> Void) -> Int32 {
        let word = text.split(separator: " ").first.map { String($0) }
        return state.withLockedValue { state in
            state.steps.append(text)
            if word == failing { return EPERM }
            if word != idle { change(&state) }
            return 0
        }
    }
}
