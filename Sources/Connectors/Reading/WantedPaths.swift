/// The parts of a JSON text that somebody will look at, as a tree of steps.
struct WantedPaths: Sendable, Equatable {
    /// One step down from a place.
    enum Step: Sendable, Hashable {
        /// The member of that name.
        case name(String)
        /// An element of a list, whichever.
        case element
        /// An element of a list, or the value of any member of a map.
        case any
    }

    /// A place in the text.
    struct Node: Sendable, Equatable {
        /// True if everything below is wanted.
        var isWhole = false
        /// Wanted members, by the bytes of their names.
        var members: [(name: [UInt8], node: Int)] = []
        /// Where every other member leads, if any member is wanted.
        var anyMember: Int?
        /// Where the elements of a list lead, if they are wanted.
        var element: Int?

        static func == (left: Node, right: Node) -> Bool {
            left.isWhole == right.isWhole && left.anyMember == right.anyMember && left.element == right.element
                && left.members.elementsEqual(right.members) { $0 == $1 }
        }
    }

    /// All nodes; the first is the root.
    private(set) var nodes = [Node()]

    /// Wants nothing yet.
    init() {}

    /// Everything.
    static let whole = WantedPaths([[]])

    /// Wants what lies at the ends of some paths, with all below them.
    init(_ paths: some Sequence<[Step]>) {
        // A star leads to members that are named elsewhere too, so those must stand before it comes by.
        for path in paths where !path.contains(.any) { insert(path) }
        for path in paths where path.contains(.any) { insert(path) }
    }

    private mutating func insert(_ path: [Step]) {
        var places: Set<Int> = [0]
        for step in path {
            var next: Set<Int> = []
            for place in places {
                switch step {
                case .name(let name): next.insert(child(of: place, named: name))
                case .element: next.insert(elementChild(of: place))
                case .any:
                    next.insert(elementChild(of: place))
                    next.insert(anyChild(of: place))
                    for member in nodes[place].members { next.insert(member.node) }
                }
            }
            places = next
        }
        for place in places { nodes[place].isWhole = true }
    }

    private mutating func child(of place: Int, named name: String) -> Int {
        let bytes = Array(name.utf8)
        if let found = nodes[place].members.first(where: { $0.name == bytes }) { return found.node }
        nodes.append(Node())
        nodes[place].members.append((bytes, nodes.count - 1))
        return nodes.count - 1
    }

    private mutating func anyChild(of place: Int) -> Int {
        if let found = nodes[place].anyMember { return found }
        nodes.append(Node())
        nodes[place].anyMember = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func elementChild(of place: Int) -> Int {
        if let found = nodes[place].element { return found }
        nodes.append(Node())
        nodes[place].element = nodes.count - 1
        return nodes.count - 1
    }
}
