//! The figure: question, pods, reason, timeline, transport, in the order in which they are read.

use std::rc::Rc;

use yew::prelude::*;

use super::budget::Budget;
use super::cells::Cells;
use super::ends::Ends;
use super::legend::Legend;
use super::plates::Plates;
use super::question::Question;
use super::reason::Reason;
use super::timeline::Timeline;
use super::transport::Transport;
use super::use_page;
use crate::view;
use crate::view::pods::{Form, Pods};
use crate::view::timeline::{Playhead, Shape};

#[derive(PartialEq, Properties)]
pub struct Props {
    pub question: view::question::Question,
    pub legend: Vec<view::legend::Revision>,
    pub budget: Option<view::budget::Budget>,
    pub pods: Option<Pods>,
    pub reason: view::explain::Reason,
    pub ends: Option<view::ends::Ends>,
    pub shape: Option<Rc<Shape>>,
    pub playhead: Option<Playhead>,
    pub transport: view::transport::Transport,
    pub release: &'static str,
}

/// The figure.
#[component]
pub fn Figure(props: &Props) -> Html {
    let text = use_page().text;
    let pods = props.pods.clone().map(|pods| match pods.form {
        Form::Plates | Form::Tight => html! { <Plates {pods} /> },
        Form::Cells | Form::Micro | Form::Raster => html! { <Cells {pods} /> },
    });
    html! {
        <div class="fig">
            <Question question={props.question.clone()} />
            <section class="pods" aria-labelledby="pods-head">
                <div class="row">
                    <h2 class="head" id="pods-head">{ text.label.pods }</h2>
                    <div class="pods-head">
                        <Legend revisions={props.legend.clone()} />
                        if let Some(budget) = props.budget.clone() {
                            <Budget {budget} />
                        }
                    </div>
                </div>
                { for pods }
            </section>
            <Reason reason={props.reason.clone()} />
            <section class="time" aria-label={text.label.timeline}>
                if let Some(ends) = props.ends.clone() {
                    <Ends {ends} />
                }
                if let (Some(shape), Some(playhead)) = (props.shape.clone(), props.playhead.clone()) {
                    <Timeline {shape} {playhead} />
                }
                <Transport transport={props.transport.clone()} />
            </section>
            <p class="row foot"><span /><span>{ (text.runs_rules_of)(props.release) }</span></p>
        </div>
    }
}
