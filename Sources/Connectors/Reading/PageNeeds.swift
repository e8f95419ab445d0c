import Model

/// Finds what a listing looks at in an answer, so that nothing else of the page is built.
struct PageNeeds {
    private var paths: [[WantedPaths.Step]] = []

    /// What the pages of a way need for the records of a reader.
    static func of(_ way: ManifestReadWay, reader: RecordReader, errors: ManifestErrors, limits: [ManifestLimit]) -> WantedPaths {
        guard let records = bodySteps(way.records), way.records.alternatives.allSatisfy(\.filters.isEmpty) else { return .whole }
        var needs = PageNeeds()
        for expr in way.responseExprs where expr != way.records { needs.add(expr) }
        for expr in [errors.code, errors.message, errors.field].compactMap({ $0 }) { needs.add(expr) }
        for expr in errors.failedWhen?.exprs ?? [] { needs.add(expr) }
        for rule in errors.rules + way.request.errors { for expr in rule.when.exprs { needs.add(expr) } }
        if let ceiling = way.window?.ceiling { needs.add(ceiling.at) }
        for limit in limits { for expr in limit.exprs { needs.add(expr) } }
        let placed = reader.fields.filter { $0.from == nil && $0.constant == nil }
        var elementPaths: [[WantedPaths.Step]] = placed.map { steps($0.readAt) }
        let object = reader.object
        let exprs =
            [
                object.id, way.id, object.modified?.at, object.created?.at, object.version, object.mergedInto, object.mergedFrom,
                way.mergedInto, way.at?.at,
            ]
            .compactMap { $0 } + object.deletedWhen.exprs + reader.fields.flatMap { [$0.currency, $0.from].compactMap { $0 } }
        for expr in exprs {
            for pipeline in expr.alternatives {
                switch pipeline.root {
                case .element: elementPaths += steps(pipeline.steps)
                case .variable("response"): needs.add(expr)
                case .variable, .elementKey: break
                }
            }
        }
        for start in records {
            for path in elementPaths {
                // One record may stand where a list may stand.
                needs.paths += [start + path, start + [.element] + path]
            }
        }
        return WantedPaths(needs.paths)
    }

    private mutating func add(_ expr: Expr) {
        for pipeline in expr.alternatives {
            switch pipeline.root {
            case .variable("body"): paths += Self.steps(pipeline.steps)
            case .variable("response") where pipeline.steps.first == .member("body"): paths += Self.steps(Array(pipeline.steps.dropFirst()))
            default: break
            }
        }
    }

    /// The paths in the body of an expression that leads there; nil if one leads elsewhere.
    private static func bodySteps(_ expr: Expr) -> [[WantedPaths.Step]]? {
        var paths: [[WantedPaths.Step]] = []
        for pipeline in expr.alternatives {
            guard pipeline.root == .variable("body") else { return nil }
            paths += steps(pipeline.steps)
        }
        return paths
    }

    /// The paths that a path may take; a condition on elements also looks at the member it compares.
    private static func steps(_ steps: [Expr.Step]) -> [[WantedPaths.Step]] {
        var extra: [[WantedPaths.Step]] = []
        var path: [WantedPaths.Step] = []
        for step in steps {
            switch step {
            case .member(let name): path.append(.name(name))
            case .index: path.append(.element)
            case .every, .named: path.append(.any)
            case .matching(let key, _):
                path.append(.element)
                extra.append(path + [.name(key)])
            }
        }
        return extra + [path]
    }

    private static func steps(_ path: RecordPath) -> [WantedPaths.Step] {
        var steps: [WantedPaths.Step] = []
        for step in path.steps {
            switch step {
            case .member(let name): steps.append(.name(name))
            case .index: steps.append(.element)
            case .every: steps.append(.any)
            // The condition looks into the element too, so all of it is wanted.
            case .matching: return steps + [.element]
            }
        }
        return steps
    }
}

extension ManifestLimit {
    /// What it looks at in answers.
    var exprs: [Expr] {
        switch kind {
        case .rate(_, _, let left, let size): [left, size].compactMap { $0 }
        case .concurrency: []
        case .quota(_, let used, let left, let size, _): [used, left, size?.expr].compactMap { $0 }
        case .bucket(let level, let restore, let size, let cost, _): [level, restore] + [size, cost].compactMap { $0 }
        }
    }
}

extension ManifestLimit.Size {
    /// Where it is read.
    var expr: Expr? {
        if case .read(let expr) = self { expr } else { nil }
    }
}
