#pragma once
int bottles();
