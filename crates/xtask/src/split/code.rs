//! A function's code as a list of instructions, with what a cut has to know of each place: where blocks close, whether the
//! operand stack is empty, and which segment the instruction is in.
//!
//! A *segment* is a stretch that runs from its beginning to its end, if it runs at all (but for traps): coverage is counted in these.

use wasmparser::{
    FuncToValidate, FuncValidatorAllocations, FunctionBody, Operator, ValType, ValidatorResources,
};

use super::moved::Moving;

/// One function that the program defines.
pub(super) struct Code<'a> {
    /// The types of parameters and locals.
    pub(super) locals: Vec<ValType>,
    pub(super) operators: Vec<Operator<'a>>,
    /// Where each begins in the file, and where the last one ends.
    pub(super) offsets: Vec<u64>,
    /// For each beginning of a block its `end`; for each `end` its beginning. For the others their own place.
    pub(super) partner: Vec<usize>,
    /// For each `if` its `else`, if there is one.
    pub(super) otherwise: Vec<Option<usize>>,
    /// Whether the block's operand stack is empty before it, and the place can be reached.
    pub(super) is_empty: Vec<bool>,
    /// Whether the place before it can be reached.
    pub(super) is_reachable: Vec<bool>,
    /// The segment of each, counted from 0 in the function.
    pub(super) segments: Vec<usize>,
}

/// A function with what checks it.
pub(super) type Function<'a> = (FuncToValidate<ValidatorResources>, FunctionBody<'a>);

impl<'a> Code<'a> {
    pub(super) fn read(
        (checked, body): &Function<'a>,
        parameters: &[ValType],
        allocations: &mut FuncValidatorAllocations,
    ) -> Moving<Self> {
        let mut code = Self::empty(parameters.to_vec());
        let resources = checked.resources.clone();
        let checked = FuncToValidate {
            resources,
            index: checked.index,
            ty: checked.ty,
            features: checked.features,
        };
        let mut validator = checked.into_validator(std::mem::take(allocations));
        for local in body.get_locals_reader()? {
            let (count, ty) = local?;
            validator.define_locals(0, count, ty)?;
            code.locals.extend((0..count).map(|_| ty));
        }
        let mut reader = body.get_operators_reader()?;
        let (mut open, mut segment) = (Vec::new(), 0);
        while !reader.eof() {
            let offset = reader.original_position();
            let operator = reader.read()?;
            let frame = validator.get_control_frame(0);
            let base = frame.map_or(0, |it| it.height);
            let reachable = frame.is_some_and(|it| !it.unreachable);
            code.is_reachable.push(reachable);
            code.is_empty.push(reachable && validator.operand_stack_height() as usize == base);
            validator.op(offset, &operator)?;
            code.offsets.push(offset);
            code.segments.push(segment);
            code.note_block(&operator, &mut open);
            segment += usize::from(ends_segment(&operator));
            code.operators.push(operator);
        }
        code.offsets.push(reader.original_position());
        *allocations = validator.into_allocations();
        Ok(code)
    }

    fn empty(locals: Vec<ValType>) -> Self {
        Self {
            locals,
            operators: Vec::new(),
            offsets: Vec::new(),
            partner: Vec::new(),
            otherwise: Vec::new(),
            is_empty: Vec::new(),
            is_reachable: Vec::new(),
            segments: Vec::new(),
        }
    }

    /// Keeps blocks and their ends together; called before the operator is added.
    fn note_block(&mut self, operator: &Operator<'_>, open: &mut Vec<usize>) {
        let here = self.operators.len();
        self.partner.push(here);
        self.otherwise.push(None);
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => open.push(here),
            Operator::Else => {
                if let Some(begun) = open.last() {
                    self.otherwise[*begun] = Some(here);
                }
            }
            Operator::End => {
                if let Some(begun) = open.pop() {
                    (self.partner[begun], self.partner[here]) = (here, begun);
                }
            }
            _ => {}
        }
    }

    /// How many segments it has.
    pub(super) fn segment_count(&self) -> usize {
        self.segments.last().map_or(0, |last| last + 1)
    }

    /// Where the code ends: the `end` of the function itself.
    pub(super) fn last(&self) -> usize {
        self.operators.len() - 1
    }

    /// The place after an instruction, or after the whole block that begins there.
    pub(super) fn after(&self, place: usize) -> usize {
        self.partner[place].max(place) + 1
    }

    /// The bodies of the block that begins here, if one does: from and to, without its `else` and `end`.
    pub(super) fn bodies(&self, place: usize) -> Vec<(usize, usize)> {
        let close = self.partner[place];
        match (close > place, self.otherwise[place]) {
            (false, _) => Vec::new(),
            (true, None) => vec![(place + 1, close)],
            (true, Some(otherwise)) => vec![(place + 1, otherwise), (otherwise + 1, close)],
        }
    }
}

/// Whether what follows an instruction may run less often, or more often, than the instruction.
fn ends_segment(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::If { .. }
            | Operator::Else
            | Operator::End
            | Operator::Loop { .. }
            | Operator::BrIf { .. }
            | Operator::Br { .. }
            | Operator::BrTable { .. }
            | Operator::Return
            | Operator::Unreachable
    )
}
