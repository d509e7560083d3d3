/// A kind of trouble that a run may have; a failing run is repeated without some of them to find the one that matters.
enum Trouble: String, CaseIterable, Comparable {
    // What other hosts do.
    case outages
    case slowness
    case greylisting
    case throttling
    case blocking
    case refusals
    case lostReplies = "lost-replies"
    case flakiness
    case moves
    // What people do.
    case people
    case suspensions
    case options
    case bursts
    // What we are set to.
    case rates
    case warmUp = "warm-up"
    case queueLimit = "queue-limit"
    case fewPlaces = "few-places"
    case littleMemory = "little-memory"
    case holdsAmbiguous = "holds-ambiguous"
    // What the machine does.
    case clockJumps = "clock-jumps"
    case diskFaults = "disk-faults"
    case restarts
    case kills
    case powerCuts = "power-cuts"
    // What keeps an attempt from being made at all.
    case crowding
    case missingWays = "missing-ways"

    /// In how many of a hundred runs it is met.
    var share: Int {
        switch self {
        case .warmUp, .queueLimit, .fewPlaces, .littleMemory, .holdsAmbiguous, .crowding, .missingWays: 25
        case .clockJumps, .diskFaults, .blocking: 40
        default: 65
        }
    }

    static func < (left: Trouble, right: Trouble) -> Bool { left.rawValue < right.rawValue }
}
